"""From vehicles to kWh per day by zone, port family and need."""
