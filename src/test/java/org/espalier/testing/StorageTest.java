package org.espalier.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test of what is kept in the cluster's storage; each leaves it as it was. */
public abstract class StorageTest extends SparkTest {

  private final JavaSparkContext context =
      JavaSparkContext.fromSparkContext(spark().sparkContext());
  private Set<Integer> before = Set.of();

  @BeforeEach
  void look() {
    before = new HashSet<>(context.getPersistentRDDs().keySet());
  }

  @AfterEach
  void leaves_nothing_behind() {
    assertThat(kept()).isEmpty();
  }

  /** What is persisted beyond what other tests did. */
  protected Map<Integer, JavaRDD<?>> kept() {
    Map<Integer, JavaRDD<?>> kept = new LinkedHashMap<>(context.getPersistentRDDs());
    kept.keySet().removeAll(before);
    return kept;
  }

  /** Lets the cluster lose it. */
  protected void lose() {
    kept().values().forEach(rdd -> rdd.unpersist(true));
  }
}
