"""The only room that imports folium: page, map, charts, tables."""
