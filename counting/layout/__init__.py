"""Where everything stands on a ballot, in millimetres, fixed at sealing."""
