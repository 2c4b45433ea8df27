"""What Piano and Relazione read out of the exercise."""
