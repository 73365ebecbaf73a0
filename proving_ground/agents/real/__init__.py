"""The real CLIs in place of the stand-ins: a scripted model behind them plays the same script."""
