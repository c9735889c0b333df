package org.espalier.spark.collected;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;
import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.DoubleStream;
import org.apache.spark.ml.util.MetadataUtils;
import org.apache.spark.sql.types.StructField;
import org.espalier.spark.feature.ColumnValues;
import org.espalier.spark.feature.RowTable;
import org.espalier.spark.feature.VectorValues;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * Rows that candidates are trained and scored on: a table with the columns that a fit reads, in the
 * order of the dataset, partition by partition. Broadcast, so that one object serves all tasks of a
 * JVM; what trainers derive from it is made once a JVM.
 */
@DefaultSerializer(JavaSerializer.class)
public final class CollectedRows implements Serializable {

  /** Label, weight, part, and the place of the first value. */
  public static final long LEAST_BYTES_OF_A_ROW = 2 * Double.BYTES + 2 * Integer.BYTES;

  private static final long serialVersionUID = 1;

  private final RowTable table;
  private final RowColumns names;
  private final double[] labels;
  private final int declaredClasses;
  private final boolean hasItsCategories;
  private final boolean isWeighted;
  private transient @Nullable CollectedRows features; // whose columns these are
  private transient @Nullable Map<Object, Object> derived; // guarded by this
  private transient @Nullable RankedSize ranked; // guarded by this

  /**
   * @param table with the columns of these names, that of the weights always
   */
  CollectedRows(RowTable table, RowColumns names) {
    this.table = table;
    this.names = names;
    this.labels = numbers(names.label()).values();
    this.declaredClasses = declaredClasses(numbers(names.label()).field());
    this.hasItsCategories = features().hasItsCategories();
    this.isWeighted = DoubleStream.of(weights()).anyMatch(weight -> weight != 1);
  }

  /** Classes that a column of labels declares; 0 if it declares none. */
  public static int declaredClasses(StructField label) {
    Option<Object> declared = MetadataUtils.getNumClasses(label);
    return declared.isDefined() ? (Integer) declared.get() : 0;
  }

  /** Shares the columns, with other labels. */
  private CollectedRows(CollectedRows features, int declaredClasses, double[] labels) {
    this.table = features.table;
    this.names = features.names;
    this.labels = labels;
    this.declaredClasses = declaredClasses;
    this.hasItsCategories = features.hasItsCategories;
    this.isWeighted = features.isWeighted;
    this.features = features;
  }

  /** View with label 1 for one class and 0 for the rest. */
  CollectedRows against(int label) {
    double[] labels = new double[size()];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = this.labels[row] == label ? 1 : 0;
    }
    return new CollectedRows(this, 2, labels);
  }

  private ColumnValues.Numbers numbers(String name) {
    return (ColumnValues.Numbers) Objects.requireNonNull(table.columns().get(name), name);
  }

  public VectorValues features() {
    return (VectorValues)
        Objects.requireNonNull(table.columns().get(names.features()), names.features());
  }

  public double[] labels() {
    return labels;
  }

  public double[] weights() {
    return numbers(names.weight()).values();
  }

  /** A further number of each row, if a trainer reads one; else empty. */
  double[] extras() {
    return names.extra().isEmpty() ? new double[0] : numbers(names.extra()).values();
  }

  /** The part of each row: the fold that it validates, at least 0. */
  int[] parts() {
    return table.parts();
  }

  /** The place of the first row of each partition that a fit reads, then the number of rows. */
  int[] partitions() {
    return table.partitions();
  }

  public int columns() {
    return features().size();
  }

  public int declaredClasses() {
    return declaredClasses;
  }

  /** Metadata of the label's column, as JSON. */
  public String label() {
    return numbers(names.label()).field().metadata().json();
  }

  /** Categories of each column, by its metadata; 0 for a continuous one. */
  public int[] arities() {
    return features().categories();
  }

  public int size() {
    return table.rows();
  }

  /** Bytes of the arrays. */
  long bytes() {
    return table.bytes();
  }

  /** Size of the values as trees read them, by a sample. */
  synchronized RankedSize ranked() {
    if (ranked == null) {
      ranked = features == null ? RankedSize.of(features()) : features.ranked();
    }
    return ranked;
  }

  /** Bytes by which it is planned whether a table is held. */
  long plannedBytes() {
    return LEAST_BYTES_OF_A_ROW * size()
        + VectorValues.bytes(size(), columns(), features().stored())
        + (long) Double.BYTES * extras().length;
  }

  /** True if every value of a categorical column is missing, or one of its categories. */
  public boolean hasItsCategories() {
    return hasItsCategories;
  }

  /** True if a row has a weight other than 1. */
  public boolean isWeighted() {
    return isWeighted;
  }

  /**
   * Rows of a fold.
   *
   * @param number of the part that is scored, all others being trained on; {@link CellRows#WHOLE}
   *     if all are
   */
  public FoldRows fold(int number) throws Exception {
    return derived(new Fold(number), () -> new FoldRows(this, number));
  }

  private record Fold(int number) {}

  /**
   * Form that a trainer derives from these rows, made by the first task of a JVM that needs it;
   * others wait. If memory is short, forms that no task reads are dropped, and made again.
   *
   * @param key by value; contains all that the form depends on besides the rows
   */
  @SuppressWarnings("unchecked") // a key is used with one type
  <T> T derived(Object key, Callable<T> make) throws Exception {
    Derived form;
    synchronized (this) {
      if (derived == null) {
        derived = new ConcurrentHashMap<>();
      }
      form = (Derived) derived.computeIfAbsent(key, k -> new Derived());
    }
    synchronized (form) {
      Object made = form.value == null ? null : form.value.get();
      if (made == null) {
        made = make.call();
        form.value = new SoftReference<>(made);
      }
      return (T) made;
    }
  }

  /** Form that depends on the features alone, so that views with other labels share it. */
  public <T> T derivedOfFeatures(Object key, Callable<T> make) throws Exception {
    return features == null ? derived(key, make) : features.derivedOfFeatures(key, make);
  }

  private static final class Derived {
    private @Nullable SoftReference<Object> value; // guarded by this
  }
}
