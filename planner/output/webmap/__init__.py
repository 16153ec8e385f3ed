"""`map.html`: the siting map. The only room that knows folium."""
