package org.espalier.xgboost;

import java.util.Objects;
import org.apache.spark.ml.util.Identifiable$;
import org.jspecify.annotations.Nullable;

/**
 * Uid of a stage that extends a class of MLlib whose constructor, which takes none, makes params of
 * it: handed over by the thread before that constructor runs, and kept when it first asks.
 */
final class StageUid {

  private static final ThreadLocal<@Nullable String> GIVEN = new ThreadLocal<>();

  private StageUid() {}

  /** Hands over the uid of the stage that this thread makes next. */
  static StageUid given(String uid) {
    GIVEN.set(Objects.requireNonNull(uid));
    return new StageUid();
  }

  /** Hands over a uid that is drawn. */
  static StageUid drawn(String prefix) {
    return given(Identifiable$.MODULE$.randomUID(prefix));
  }

  /** The uid that was handed over. */
  static String taken() {
    String uid = Objects.requireNonNull(GIVEN.get());
    GIVEN.remove();
    return uid;
  }
}
