package org.espalier.spark.sound;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.espalier.Api;

/**
 * Feature stage of sound: WAV files, as Spark's {@code binaryFile} reads them, become vectors of
 * mel-frequency cepstral coefficients or log mel energies (see {@link MelSpectrum}).
 *
 * <p>A file that cannot be decoded, or is null, has the vector of silence; with {@code
 * handleInvalid = skip} its row is dropped, with {@code error} the job fails.
 */
@Api
public final class SoundFeatures extends Transformer implements DefaultParamsWritable {

  private static final long serialVersionUID = 1;

  private static final String KEEP = "keep";
  private static final String SKIP = "skip";
  private static final String ERROR = "error";

  private final String uid;
  private final Param<String> inputCol;
  private final Param<String> outputCol;
  private final Param<String> handleInvalid;
  private final DoubleParam windowMillis;
  private final DoubleParam hopMillis;
  private final IntParam numFilters;
  private final IntParam numCoefficients;
  private final IntParam numParts;
  private final DoubleParam minFrequency;
  private final DoubleParam maxFrequency;

  public SoundFeatures() {
    this(Identifiable$.MODULE$.randomUID("sound"));
  }

  public SoundFeatures(String uid) {
    this.uid = uid;
    inputCol = new Param<>(this, "inputCol", "column of the bytes of WAV files");
    outputCol = new Param<>(this, "outputCol", "column of the vectors");
    handleInvalid =
        new Param<>(
            this,
            "handleInvalid",
            "what a file that cannot be decoded becomes: keep (the vector of silence), skip (its"
                + " row is dropped) or error",
            ParamValidators.inArray(new String[] {KEEP, SKIP, ERROR}));
    windowMillis = positive("windowMillis", "length of a window in milliseconds");
    hopMillis = positive("hopMillis", "milliseconds from one window to the next");
    numFilters = whole("numFilters", "number of mel filters", 1);
    numCoefficients =
        whole(
            "numCoefficients",
            "number of cepstral coefficients, at most numFilters; 0 for the log energies of the filters",
            0);
    numParts = whole("numParts", "number of parts of equal duration, each with its own means", 1);
    minFrequency = positive("minFrequency", "lower end of the first filter in Hz");
    maxFrequency = positive("maxFrequency", "upper end of the last filter in Hz");
    setDefault(handleInvalid, KEEP);
    setDefault(windowMillis, 25.0);
    setDefault(hopMillis, 10.0);
    setDefault(numFilters, 26);
    setDefault(numCoefficients, 13);
    setDefault(numParts, 8);
    setDefault(minFrequency, 50.0);
    setDefault(maxFrequency, 8000.0);
  }

  private DoubleParam positive(String name, String doc) {
    return new DoubleParam(this, name, doc, ParamValidators.gt(0));
  }

  private IntParam whole(String name, String doc, int least) {
    return new IntParam(this, name, doc, ParamValidators.gtEq(least));
  }

  public Param<String> inputCol() {
    return inputCol;
  }

  public Param<String> outputCol() {
    return outputCol;
  }

  public Param<String> handleInvalid() {
    return handleInvalid;
  }

  public DoubleParam windowMillis() {
    return windowMillis;
  }

  public DoubleParam hopMillis() {
    return hopMillis;
  }

  public IntParam numFilters() {
    return numFilters;
  }

  public IntParam numCoefficients() {
    return numCoefficients;
  }

  public IntParam numParts() {
    return numParts;
  }

  public DoubleParam minFrequency() {
    return minFrequency;
  }

  public DoubleParam maxFrequency() {
    return maxFrequency;
  }

  public SoundFeatures setInputCol(String value) {
    set(inputCol, value);
    return this;
  }

  public SoundFeatures setOutputCol(String value) {
    set(outputCol, value);
    return this;
  }

  public SoundFeatures setHandleInvalid(String value) {
    set(handleInvalid, value);
    return this;
  }

  private <T> T value(Param<T> param) {
    return getOrDefault(param);
  }

  private MelSpectrum spectrum() {
    return new MelSpectrum(
        (Double) value(windowMillis),
        (Double) value(hopMillis),
        (Integer) value(numFilters),
        (Integer) value(numCoefficients),
        (Integer) value(numParts),
        (Double) value(minFrequency),
        (Double) value(maxFrequency));
  }

  @Override
  public Dataset<Row> transform(Dataset<?> rows) {
    transformSchema(rows.schema());
    UserDefinedFunction features =
        udf(function(spectrum(), value(handleInvalid)), SQLDataTypes.VectorType());
    String output = value(outputCol);
    Column input = col("`%s`".formatted(value(inputCol).replace("`", "``")));
    Dataset<Row> all = rows.withColumn(output, features.apply(input));
    return value(handleInvalid).equals(SKIP) ? all.filter(all.col(output).isNotNull()) : all;
  }

  private static UDF1<byte[], Vector> function(MelSpectrum spectrum, String invalid) {
    return file -> {
      Optional<Recording> recording = Optional.ofNullable(file).flatMap(Recording::of);
      if (recording.isPresent()) {
        return Vectors.dense(spectrum.vector(recording.get()));
      }
      if (invalid.equals(ERROR)) {
        throw new IllegalArgumentException(
            "A file cannot be decoded as sound; use WAV files of PCM, or handleInvalid = keep or skip.");
      }
      return invalid.equals(SKIP) ? null : Vectors.dense(spectrum.silence());
    };
  }

  @Override
  public StructType transformSchema(StructType schema) {
    if (!schema.apply(value(inputCol)).dataType().equals(DataTypes.BinaryType)) {
      throw new IllegalArgumentException(
          "Column %s must hold the bytes of files, but is %s."
              .formatted(value(inputCol), schema.apply(value(inputCol)).dataType().simpleString()));
    }
    require(
        (Double) value(minFrequency) < (Double) value(maxFrequency),
        "minFrequency: is %s Hz; set it below maxFrequency, %s Hz"
            .formatted(value(minFrequency), value(maxFrequency)));
    require(
        (Integer) value(numCoefficients) <= (Integer) value(numFilters),
        "numCoefficients: is %s; set at most numFilters, %s"
            .formatted(value(numCoefficients), value(numFilters)));
    require(
        List.of(schema.fieldNames()).stream().noneMatch(value(outputCol)::equals),
        "outputCol: there is a column %s already; use another name".formatted(value(outputCol)));
    return schema.add(value(outputCol), SQLDataTypes.VectorType(), /* nullable= */ true);
  }

  private static void require(boolean holds, String wrong) {
    if (!holds) {
      throw new IllegalArgumentException("SoundFeatures: " + wrong);
    }
  }

  @Override
  public SoundFeatures copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  @Override
  public String uid() {
    return uid;
  }

  /** Reader of a saved stage, as Spark's pipelines look for it. */
  public static MLReader<SoundFeatures> read() {
    return new DefaultParamsReader<>();
  }

  /** Loads a saved stage. */
  public static SoundFeatures load(String path) {
    return read().load(path);
  }
}
