"""How far: streets, distances and entitlement; leaves a travel table and is done."""
