"""What a configuration file may say, one room for each matter. The schema of editors is made of these models."""
