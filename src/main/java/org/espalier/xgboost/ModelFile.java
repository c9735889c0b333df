package org.espalier.xgboost;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.function.BiFunction;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import scala.Option;

/**
 * Files of a saved model: the params in MLlib's format, and the booster in XGBoost's own format,
 * which its Python library reads.
 */
final class ModelFile {

  private static final String NAME = "model.ubj";

  private ModelFile() {}

  /** Writer of a model. */
  static final class Writer extends MLWriter {

    private final Params stage;
    private final NativeModel model;

    Writer(Params stage, NativeModel model) {
      this.stage = stage;
      this.model = model;
    }

    @Override
    public void saveImpl(String path) {
      new DefaultParamsWriter(stage).saveImpl(path);
      Path file = new Path(path, NAME);
      try (OutputStream out =
          file.getFileSystem(sparkSession().sparkContext().hadoopConfiguration()).create(file)) {
        out.write(model.bytes());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Reader of a model. */
  static final class ModelReader<M extends Params> extends MLReader<M> {

    private final Class<M> type;
    private final BiFunction<String, NativeModel, M> make;

    /**
     * @param make constructor of the model from its uid and booster
     */
    ModelReader(Class<M> type, BiFunction<String, NativeModel, M> make) {
      this.type = type;
      this.make = make;
    }

    @Override
    @SuppressWarnings("deprecation") // Spark 3.5 has no method with a session
    public M load(String path) {
      XGBoostLibrary.here().require();
      DefaultParamsReader.Metadata metadata =
          DefaultParamsReader$.MODULE$.loadMetadata(
              path, sparkSession().sparkContext(), type.getName());
      Path file = new Path(path, NAME);
      try (InputStream in =
          file.getFileSystem(sparkSession().sparkContext().hadoopConfiguration()).open(file)) {
        M model = make.apply(metadata.uid(), new NativeModel(in.readAllBytes()));
        metadata.getAndSetParams(model, Option.empty());
        return model;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
