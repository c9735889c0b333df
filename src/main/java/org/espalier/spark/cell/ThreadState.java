package org.espalier.spark.cell;

import java.util.Properties;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * State of the current thread: local properties (including tags, description and scheduler pool),
 * active session and class loader.
 */
final class ThreadState {

  private final SparkContext context;
  private final Properties properties;
  private final Option<SparkSession> session;
  private final @Nullable ClassLoader loader;

  ThreadState(SparkContext context) {
    this.context = context;
    this.properties = (Properties) context.getLocalProperties().clone();
    this.session = SparkSession.getActiveSession();
    this.loader = Thread.currentThread().getContextClassLoader();
  }

  @Nullable String property(String key) {
    return properties.getProperty(key);
  }

  /** Restores it in the current thread. */
  void enter() {
    context.setLocalProperties((Properties) properties.clone());
    if (session.isDefined()) {
      SparkSession.setActiveSession(session.get());
    } else {
      SparkSession.clearActiveSession();
    }
    Thread.currentThread().setContextClassLoader(loader);
  }
}
