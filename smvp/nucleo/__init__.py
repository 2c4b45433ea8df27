"""Plain Python on which everything else stands: periods, exact rounding, calendar, Italian formats, errors. No Django here."""
