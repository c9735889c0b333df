package org.espalier.ml.param;

import java.util.regex.Pattern;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.Identifiable;
import org.espalier.spec.SettingType;
import scala.Function1;

/** Param of a size, a text with its unit. Tuners that were saved before hold a number of MiB. */
public final class SizeParam extends Param<String> {

  private static final long serialVersionUID = 1;

  private static final Pattern WHOLE = Pattern.compile("-?\\d{1,10}");

  SizeParam(Identifiable owner, String name, String doc, Function1<String, Object> check) {
    super(owner.uid(), name, doc, check);
  }

  @Override
  public String jsonDecode(String json) {
    return WHOLE.matcher(json).matches()
        ? SettingType.sizeTextOfSaved(Long.parseLong(json))
        : super.jsonDecode(json);
  }
}
