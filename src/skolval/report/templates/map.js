"use strict";
const state = { maps: [], busy: false, touched: false, paint: VIEW.paint || "share", units: [] };
const lines = (coded) => coded.map((one) => {
  let y = 0, x = 0;
  const points = [];
  for (let i = 0; i < one.length; i += 2) {
    y += one[i]; x += one[i + 1];
    points.push([y / 1e5, x / 1e5]);
  }
  return points;
});
const HATCH = "url(#hatch)";
const stepped = (value, scale) => {
  if (value === null) return HATCH;
  let step = 0;
  while (step < scale.breaks.length && value >= scale.breaks[step]) step += 1;
  return scale.colours[step];
};
const colourOf = (share) => stepped(share, VIEW);
// what units are coloured by: composition, utilisation, how they change, share of newly arrived
const painted = (row, paint) => {
  if (paint === "use") return stepped(row.u, VIEW.paints.use);
  if (paint === "change") return stepped(row.c, VIEW.paints.change);
  if (paint === "recent") return stepped(row.r, VIEW.paints.recent);
  return colourOf(row.s);
};
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const safe = (text) => {
  const box = document.createElement("span");
  box.textContent = text;
  return box.innerHTML;
};

function show(box) {
  state.maps[0].fitBounds(box, { padding: [26, 26], animate: false });
}

function skolvalMap(id, box, heading) {
  const map = L.map(id, {
    zoomSnap: 0.5, zoomControl: false, attributionControl: false,
    scrollWheelZoom: VIEW.wheel, maxBounds: L.latLngBounds(VIEW.whole).pad(0.6), minZoom: 7, maxZoom: 17,
  });
  L.control.zoom({ zoomInTitle: VIEW.text.zoomIn, zoomOutTitle: VIEW.text.zoomOut }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  map.createPane("areas").style.zIndex = 300;
  map.createPane("streets").style.zIndex = 340;
  const fit = () => map.fitBounds(box, { padding: [26, 26], animate: false });
  fit();
  new ResizeObserver(() => {
    map.invalidateSize({ animate: false });
    if (!state.touched) fit();
  }).observe(map.getContainer());
  ["pointerdown", "keydown", "wheel"].forEach((kind) => map.getContainer()
    .addEventListener(kind, () => { state.touched = true; }, { passive: true }));
  map.on("zoomend", () => {
    map.getContainer().classList.toggle("near", map.getZoom() >= 13);
  });
  map.getContainer().classList.toggle("near", map.getZoom() >= 13);
  map.on("baselayerchange", (event) => {
    document.getElementById(heading).textContent = event.name;
  });
  map.on("move", () => {
    if (state.busy) return;
    state.busy = true;
    state.maps.filter((other) => other !== map)
      .forEach((other) => other.setView(map.getCenter(), map.getZoom(), { animate: false }));
    state.busy = false;
  });
  state.maps.push(map);
  return map;
}

function areaLayer() {
  return L.geoJSON(VIEW.areas, {
    pane: "areas",
    style: (area) => ({
      color: "#5b6470", weight: 0.8, fillOpacity: 0.62, fillColor: colourOf(area.properties.s),
    }),
    onEachFeature: (area, layer) => layer.bindTooltip(
      `<b>${safe(area.properties.n)}</b><br>${safe(area.properties.t)}`, { sticky: true }),
  });
}

function streetLayer() {
  const streets = L.polyline(lines(VIEW.streets), {
    pane: "streets", renderer: L.canvas({ pane: "streets" }), interactive: false,
    color: "#ffffff", weight: 0.6, opacity: 0.4,
  });
  // seen from afar the streets are a whisper, near they carry the eye
  const suit = (map) => {
    const near = Math.min(Math.max(map.getZoom() - 9, 0), 5) / 5;
    streets.setStyle({ weight: 0.5 + 1.3 * near, opacity: 0.22 + 0.6 * near });
  };
  streets.on("add", (event) => {
    suit(event.target._map);
    event.target._map.on("zoomend", (zoomed) => suit(zoomed.target));
  });
  return streets;
}

function unitLayer(policy) {
  const group = L.featureGroup();
  group.circles = [];
  group.policy = policy;
  const rows = VIEW.policies[policy].rows;
  const order = rows.map((_, i) => i).sort((a, b) => rows[b].n - rows[a].n);
  order.forEach((i) => {
    const unit = VIEW.units[i], row = rows[i];
    if (unit.y === null) return;
    const circle = L.circleMarker([unit.y, unit.x], {
      radius: row.n > 0 ? Math.max(4, VIEW.perRoot * Math.sqrt(row.n)) : 3,
      color: "#10151b", weight: unit.open ? 1.4 : 1, dashArray: unit.open ? null : "2 3",
    });
    const paint = () => circle.setStyle({
      fillColor: row.n > 0 || row.s === null ? painted(row, state.paint) : "#ffffff",
      fillOpacity: row.n > 0 ? 0.95 : 0.6,
    });
    paint();
    state.units.push(paint);
    const told = `<b>${safe(unit.n)}</b><br>${safe(row.t).replaceAll("\n", "<br>")}`;
    circle.bindTooltip(told, { direction: "top" });
    circle.bindPopup(told);
    circle.addTo(group);
    group.circles[i] = circle;
  });
  return group;
}

// a layer that shows the policy its map shows, and follows when another is chosen
function following(policy, draw) {
  const group = L.layerGroup();
  const redraw = (chosen) => {
    group.clearLayers();
    draw(chosen, group);
  };
  redraw(policy);
  group.on("add", (event) => {
    const map = event.target._map;
    map.eachLayer((layer) => { if (layer.policy !== undefined) redraw(layer.policy); });
    map.on("baselayerchange", (change) => redraw(change.layer.policy));
  });
  return group;
}

function flowLayer(policy) {
  return following(policy, (chosen, group) => {
    VIEW.policies[chosen].flows.forEach(([area, unit, pupils]) => {
      const from = VIEW.points[area], to = VIEW.units[unit];
      if (to.y === null) return;
      const name = VIEW.areas.features.find((one) => one.properties.i === area);
      const told = filled(VIEW.text.flow, {
        pupils, unit: to.n, area: name ? name.properties.n : "",
      });
      L.polyline([from, [to.y, to.x]], {
        color: "#b0451a", weight: Math.max(1, Math.sqrt(pupils) / 1.6), opacity: 0.65,
      }).bindTooltip(safe(told), { sticky: true }).addTo(group);
    });
  });
}

function zoneLayer(policy) {
  return following(policy, (chosen, group) => {
    const zones = VIEW.policies[chosen].zones;
    if (!zones) return;
    L.geoJSON(VIEW.areas, {
      pane: "areas",
      style: (area) => {
        const unit = zones[area.properties.i];
        return {
          color: "#26303a", weight: 1, fillOpacity: 0.72,
          fillColor: unit < 0 ? HATCH : VIEW.zones[unit % VIEW.zones.length],
        };
      },
      onEachFeature: (area, layer) => {
        const unit = zones[area.properties.i];
        const told = unit < 0 ? "" : filled(VIEW.text.zone, { unit: VIEW.units[unit].n });
        layer.bindTooltip(`<b>${safe(area.properties.n)}</b><br>${safe(told)}`, { sticky: true });
      },
    }).addTo(group);
  });
}

function arrow(a, b, colour, beside, size = 14) {
  const squeeze = Math.cos((a[0] * Math.PI) / 180);
  const turn = (Math.atan2((b[1] - a[1]) * squeeze, b[0] - a[0]) * 180) / Math.PI;
  return L.marker([(a[0] + b[0]) / 2, (a[1] + b[1]) / 2], {
    interactive: false, keyboard: false,
    icon: L.divIcon({ className: "arrow", iconSize: [size, size],
      html: `<svg viewBox="-7 -7 14 14" width="${size}" height="${size}" aria-hidden="true"><path transform="rotate(${turn.toFixed(0)}) translate(${beside} 0)" d="M0 -6 L4 4 L-4 4 Z" fill="${colour}" stroke="#fff"/></svg>` }),
  });
}

// services outwards: as wide as pupils are many, with an arrow on the longest stretch
function serviceLayer(policy) {
  return following(policy, (chosen, group) => {
    (VIEW.policies[chosen].services || []).forEach((one) => {
      const colour = one.k === "reverse_leg" ? "#b0451a" : one.k === "chartered" ? "#8c1127" : "#5b4a00";
      const told = safe(one.t).replaceAll("\n", "<br>");
      const legs = one.w.map((load, i) => [one.p[i], one.p[i + 1], 2 + load / 4]);
      let far = 1, length = 0;
      legs.forEach(([a, b, wide]) => L.polyline([a, b], {
        color: "#ffffff", weight: wide + 2, opacity: 0.8, interactive: false }).addTo(group));
      legs.forEach(([a, b, wide], i) => {
        L.polyline([a, b], { color: colour, weight: wide, opacity: 0.9,
          lineCap: one.k === "reverse_leg" ? "round" : "butt",
          dashArray: one.k === "reverse_leg" ? null : `${3 * wide} ${wide}` })
          .bindTooltip(told, { sticky: true }).addTo(group);
        const way = Math.hypot(b[0] - a[0], b[1] - a[1]);
        if (way > length) [far, length] = [i + 1, way];
      });
      arrow(one.p[far - 1], one.p[far], "#3a1204", 0, 22).addTo(group);
    });
  });
}

function lineLayer() {
  const group = L.layerGroup();
  VIEW.lines.forEach((line) => {
    const colour = line.d === "out" ? "#6f3f7a" : "#3b6b35";
    const told = filled(VIEW.text.line, { line: line.n, way: VIEW.text[line.d] || line.d });
    L.polyline(line.p, { color: colour, weight: 2.5, opacity: 0.85,
      dashArray: line.d === "out" ? "7 5" : null })
      .bindTooltip(safe(told), { sticky: true }).addTo(group);
    // an arrow in the middle of each leg, beside the line so that both directions show
    for (let i = 1; i < line.p.length; i += 1) {
      arrow(line.p[i - 1], line.p[i], colour, 4).addTo(group);
    }
  });
  return group;
}

// an area's name is shown once the area is as wide as the name
function placeLayer() {
  const group = L.layerGroup();
  const names = VIEW.areas.features.map((area) => ({
    box: L.geoJSON(area).getBounds(), wide: 6 * area.properties.n.length,
    label: L.tooltip({ permanent: true, direction: "center", className: "place" })
      .setLatLng(VIEW.points[area.properties.i]).setContent(safe(area.properties.n)),
  }));
  const suit = (map) => names.forEach(({ box, wide, label }) => {
    const [west, east] = [box.getSouthWest(), box.getNorthEast()].map((p) => map.project(p).x);
    if (east - west >= wide) group.addLayer(label);
    else group.removeLayer(label);
  });
  group.on("add", (event) => {
    suit(event.target._map);
    event.target._map.on("zoomend", (zoomed) => {
      if (zoomed.target.hasLayer(group)) suit(zoomed.target);
    });
  });
  return group;
}

function nameLayer() {
  const group = L.featureGroup();
  VIEW.units.filter((unit) => unit.y !== null).forEach((unit) => {
    L.tooltip({ permanent: true, direction: "right", offset: [8, 0], className: "name" })
      .setLatLng([unit.y, unit.x]).setContent(safe(unit.n)).addTo(group);
  });
  return group;
}

function finish() {
  document.querySelectorAll(".leaflet-control-layers-toggle").forEach((toggle) => {
    toggle.title = VIEW.text.layers;
    toggle.setAttribute("aria-label", VIEW.text.layers);
  });
  document.querySelectorAll("button[data-box]").forEach((button) => {
    button.addEventListener("click", () => {
      state.touched = true;
      show(VIEW[button.dataset.box]);
    });
  });
  const paint = document.getElementById("paint");
  paint.addEventListener("change", () => {
    state.paint = paint.value;
    state.units.forEach((again) => again());
    document.querySelectorAll("[data-legend]").forEach((legend) => {
      // the areas keep their colours whatever the units are coloured by
      legend.hidden = !["share", "areas", state.paint].includes(legend.dataset.legend);
    });
  });
  const chooser = document.getElementById("unit");
  chooser.addEventListener("change", () => {
    const unit = VIEW.units[Number(chooser.value)];
    if (!unit || unit.y === null) return;
    state.touched = true;
    state.maps[0].setView([unit.y, unit.x], 14, { animate: false });
    state.maps.forEach((map) => map.eachLayer((layer) => {
      if (layer.circles) layer.circles[Number(chooser.value)].openPopup();
    }));
  });
}
