"""An organisation with eight weeks of history, made through the same doors as everything else."""
