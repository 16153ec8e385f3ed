"""The three kinds of rules: coupling, local, served floor. What a kind offers every service of the model can use."""
