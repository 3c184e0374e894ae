"""What we believe about a project before anything is sampled: values that hold."""
