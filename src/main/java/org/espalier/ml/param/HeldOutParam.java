package org.espalier.ml.param;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.Dataset;
import org.espalier.spec.SettingTable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Param of the table whose rows are held out. A saved tuner has its schema alone. */
public final class HeldOutParam extends Param<Dataset<?>> {

  private static final long serialVersionUID = 1;

  private static final String NAME = "heldOutSource";

  private static final Logger LOG = LoggerFactory.getLogger(HeldOutParam.class);

  public HeldOutParam(Params owner) {
    super(
        owner.uid(),
        NAME,
        SettingTable.get(NAME).typedText(TunerParam.entryPoint(owner)),
        TunerParam.present(owner, NAME));
  }

  /** Called by writers of a tuner. */
  @Override
  public String jsonEncode(Dataset<?> value) {
    String where = StableStageNames.where(parent(), NAME);
    LOG.warn("{}: is not saved; set it again on the loaded tuner", where);
    return value.schema().json();
  }
}
