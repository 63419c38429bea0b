"""Law (rätt): the legal status of every lever, the check of rules, the gate and the banner.

Statuses: ``lawful``, ``conditional`` (lawful if something else holds), ``what_if`` (no support
in the law today) and ``forbidden`` (struck down, or against a law). Each stands with the number
of the decision or the paragraph. Nothing here is legal advice.
"""

from __future__ import annotations

from skolval.law.banner import banner, marked, simulated, standing
from skolval.law.check import legal_check
from skolval.law.gate import refuse_unlawful, unlawful_faults
from skolval.law.library import LEVERS, lever, recognise
from skolval.law.report import LegalLine, LegalReport, legal_report
from skolval.law.verdict import VERDICTS, Reason, Verdict
from skolval.law.words import condition_words, kind_words, lever_words, status_words, unmet

__all__ = [
    "LEVERS",
    "VERDICTS",
    "LegalLine",
    "LegalReport",
    "Reason",
    "Verdict",
    "banner",
    "condition_words",
    "kind_words",
    "legal_check",
    "legal_report",
    "lever",
    "lever_words",
    "marked",
    "recognise",
    "refuse_unlawful",
    "simulated",
    "standing",
    "status_words",
    "unlawful_faults",
    "unmet",
]
