"""Feature stage of sound, for pipelines that PySpark builds or loads."""

from __future__ import annotations

from typing import Any

from pyspark import keyword_only
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.util import JavaMLWritable
from pyspark.ml.wrapper import JavaTransformer

from espalier.saved import Saved

__all__ = ["SoundFeatures"]


class SoundFeatures(JavaTransformer, JavaMLWritable, Saved["SoundFeatures"]):
    """Transformer of WAV files, as ``binaryFile`` reads them, to vectors of cepstral coefficients or log mel energies.

    >>> stage = SoundFeatures(inputCol="content", outputCol="features", numParts=4)
    >>> stage.getOrDefault("numCoefficients")
    13
    """

    _JAVA = "org.espalier.spark.sound.SoundFeatures"
    _input_kwargs: dict[str, Any]

    inputCol = Param(
        Params._dummy(), "inputCol", "column of the bytes of WAV files", typeConverter=TypeConverters.toString
    )
    outputCol = Param(Params._dummy(), "outputCol", "column of the vectors", typeConverter=TypeConverters.toString)
    handleInvalid = Param(
        Params._dummy(),
        "handleInvalid",
        "what a file that cannot be decoded becomes: keep (the vector of silence), skip (its row is dropped) or error",
        typeConverter=TypeConverters.toString,
    )
    windowMillis = Param(
        Params._dummy(), "windowMillis", "length of a window in milliseconds", typeConverter=TypeConverters.toFloat
    )
    hopMillis = Param(
        Params._dummy(),
        "hopMillis",
        "milliseconds from one window to the next",
        typeConverter=TypeConverters.toFloat,
    )
    numFilters = Param(Params._dummy(), "numFilters", "number of mel filters", typeConverter=TypeConverters.toInt)
    numCoefficients = Param(
        Params._dummy(),
        "numCoefficients",
        "number of cepstral coefficients, at most numFilters; 0 for the log energies of the filters",
        typeConverter=TypeConverters.toInt,
    )
    numParts = Param(
        Params._dummy(),
        "numParts",
        "number of parts of equal duration, each with its own means",
        typeConverter=TypeConverters.toInt,
    )
    minFrequency = Param(
        Params._dummy(), "minFrequency", "lower end of the first filter in Hz", typeConverter=TypeConverters.toFloat
    )
    maxFrequency = Param(
        Params._dummy(), "maxFrequency", "upper end of the last filter in Hz", typeConverter=TypeConverters.toFloat
    )

    @keyword_only
    def __init__(
        self,
        *,
        inputCol: str | None = None,
        outputCol: str | None = None,
        handleInvalid: str | None = None,
        windowMillis: float | None = None,
        hopMillis: float | None = None,
        numFilters: int | None = None,
        numCoefficients: int | None = None,
        numParts: int | None = None,
        minFrequency: float | None = None,
        maxFrequency: float | None = None,
    ) -> None:
        super(SoundFeatures, self).__init__()
        self._java_obj = self._new_java_obj(self._JAVA, self.uid)
        self._setDefault(
            handleInvalid="keep",
            windowMillis=25.0,
            hopMillis=10.0,
            numFilters=26,
            numCoefficients=13,
            numParts=8,
            minFrequency=50.0,
            maxFrequency=8000.0,
        )
        self.setParams(**self._input_kwargs)

    @keyword_only
    def setParams(
        self,
        *,
        inputCol: str | None = None,
        outputCol: str | None = None,
        handleInvalid: str | None = None,
        windowMillis: float | None = None,
        hopMillis: float | None = None,
        numFilters: int | None = None,
        numCoefficients: int | None = None,
        numParts: int | None = None,
        minFrequency: float | None = None,
        maxFrequency: float | None = None,
    ) -> SoundFeatures:
        """Sets several params at once.

        >>> SoundFeatures().setParams(numParts=4).getOrDefault("numParts")
        4
        """
        return self._set(**self._input_kwargs)
