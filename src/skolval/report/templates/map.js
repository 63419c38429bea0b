"use strict";
const state = { maps: [], busy: false, touched: false };
const lines = (coded) => coded.map((one) => {
  let y = 0, x = 0;
  const points = [];
  for (let i = 0; i < one.length; i += 2) {
    y += one[i]; x += one[i + 1];
    points.push([y / 1e5, x / 1e5]);
  }
  return points;
});
const colourOf = (share) => {
  if (share === null) return VIEW.unknown;
  let step = 0;
  while (step < VIEW.breaks.length && share >= VIEW.breaks[step]) step += 1;
  return VIEW.colours[step];
};
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
  const rows = VIEW.policies[policy].rows;
  const order = rows.map((_, i) => i).sort((a, b) => rows[b].n - rows[a].n);
  order.forEach((i) => {
    const unit = VIEW.units[i], row = rows[i];
    if (unit.y === null) return;
    const circle = L.circleMarker([unit.y, unit.x], {
      radius: row.n > 0 ? Math.max(4, VIEW.perRoot * Math.sqrt(row.n)) : 3,
      color: "#10151b", weight: unit.open ? 1.4 : 1, dashArray: unit.open ? null : "2 3",
      fillColor: row.n > 0 ? colourOf(row.s) : "#ffffff", fillOpacity: row.n > 0 ? 0.95 : 0.4,
    });
    const told = `<b>${safe(unit.n)}</b><br>${safe(row.t).replaceAll("\n", "<br>")}`;
    circle.bindTooltip(told, { direction: "top" });
    circle.bindPopup(told);
    circle.addTo(group);
    group.circles[i] = circle;
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
