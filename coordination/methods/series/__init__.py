"""Forecasting many short yearly series by one method: numbers in, numbers out; it knows no province and no stage."""

from coordination.methods.series.backtest import Backtest, backtest
from coordination.methods.series.models import Forecast, Series
from coordination.methods.series.panel import ADMITTED, PanelForecast, forecast_panel

__all__ = ["ADMITTED", "Backtest", "Forecast", "PanelForecast", "Series", "backtest", "forecast_panel"]
