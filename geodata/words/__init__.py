"""Words that people write in tables, in English, Russian, Kazakh, Uzbek, Kyrgyz and Tajik, one table for all."""
