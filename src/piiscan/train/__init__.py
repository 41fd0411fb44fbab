"""The pipeline that makes the model: corpus, labels, synthesis, fit, evaluate, export. ``scan`` imports none of it."""
