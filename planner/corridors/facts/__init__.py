"""What is known of drives between towns before anything is asked: figures, climate, heights, batteries, stations that stand."""
