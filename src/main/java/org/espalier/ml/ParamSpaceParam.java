package org.espalier.ml;

import org.apache.spark.ml.param.Param;

/** Param whose value is a space; saved with its tuner as JSON. */
final class ParamSpaceParam extends Param<ParamSpace> {

  private static final long serialVersionUID = 1;

  ParamSpaceParam(TunerParams<?> owner, String name, String doc) {
    super(owner.uid(), name, doc);
  }

  @Override
  public String jsonEncode(ParamSpace value) {
    return value.toJson();
  }

  @Override
  public ParamSpace jsonDecode(String json) {
    return ParamSpace.fromJson(json);
  }
}
