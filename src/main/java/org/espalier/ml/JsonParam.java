package org.espalier.ml;

import java.io.Serializable;
import java.util.function.Function;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.Identifiable;

/** Param whose value is saved with its tuner as JSON. */
final class JsonParam<V> extends Param<V> {

  private static final long serialVersionUID = 1;

  /** Writer or reader of a value. */
  interface Form<A, B> extends Function<A, B>, Serializable {}

  private final Form<V, String> write;
  private final Form<String, V> read;

  JsonParam(
      Identifiable owner, String name, String doc, Form<V, String> write, Form<String, V> read) {
    super(owner.uid(), name, doc, TunerParam.present(owner, name));
    this.write = write;
    this.read = read;
  }

  @Override
  public String jsonEncode(V value) {
    return write.apply(value);
  }

  @Override
  public V jsonDecode(String json) {
    return read.apply(json);
  }
}
