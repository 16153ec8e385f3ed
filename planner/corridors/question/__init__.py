"""A corridor question: places with their options, trips with their routes, rules; each refuses what makes no sense."""
