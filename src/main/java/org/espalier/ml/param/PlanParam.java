package org.espalier.ml.param;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.Identifiable;
import org.espalier.hocon.WrittenPlan;
import org.espalier.search.Refinement;
import org.espalier.space.SearchSpace;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.SettingTable;
import org.espalier.spec.SettingValues;
import org.espalier.study.EntryPoint;

/** Param whose value is saved with its tuner as the text of a plan that holds nothing else. */
public final class PlanParam<V> extends Param<V> {

  private static final long serialVersionUID = 1;

  private interface Form<A, B> extends Function<A, B>, Serializable {}

  private final Form<V, WrittenPlan> write;
  private final Form<WrittenPlan, V> read;

  private PlanParam(
      Identifiable owner, String name, Form<V, WrittenPlan> write, Form<WrittenPlan, V> read) {
    super(owner.uid(), name, SettingTable.get(name).sentence(), TunerParam.present(owner, name));
    this.write = write;
    this.read = read;
  }

  public static Param<SearchSpace> space(Identifiable owner) {
    return new PlanParam<>(
        owner, "space", space -> plan(space, List.of(), List.of()), WrittenPlan::space);
  }

  public static Param<List<Map<String, Object>>> startPoints(Identifiable owner) {
    return new PlanParam<>(
        owner,
        "startPoints",
        points -> plan(new SearchSpace(List.of()), points, List.of()),
        WrittenPlan::points);
  }

  public static Param<List<Refinement>> then(Identifiable owner) {
    return new PlanParam<>(
        owner,
        "then",
        then -> plan(new SearchSpace(List.of()), List.of(), then),
        WrittenPlan::then);
  }

  private static WrittenPlan plan(
      SearchSpace space, List<Map<String, Object>> points, List<Refinement> then) {
    SettingValues none = new SettingValues(EntryPoint.TUNER, Map.of());
    return new WrittenPlan(none, space, points, then, List.of());
  }

  /**
   * Space of a text.
   *
   * @throws IllegalArgumentException with all problems, one per line
   */
  public static SearchSpace space(String text) {
    WrittenPlan plan = read(text, EntryPoint.TUNER);
    requireOnly("space", plan, plan(plan.space(), List.of(), List.of()));
    return plan.space();
  }

  /**
   * Plan of a text.
   *
   * @throws IllegalArgumentException with all problems, one per line
   */
  public static WrittenPlan read(String text, EntryPoint entryPoint) {
    try {
      return WrittenPlan.read("plan", text, entryPoint);
    } catch (InvalidStudyException e) {
      throw new IllegalArgumentException(StableStageNames.plain(String.valueOf(e.getMessage())), e);
    }
  }

  /** The text as a string of JSON. */
  @Override
  @SuppressWarnings("unchecked") // Spark's own goes by the class of the value
  public String jsonEncode(V value) {
    return super.jsonEncode((V) write.apply(value).write());
  }

  /**
   * @throws IllegalArgumentException with all problems, one per line
   */
  @Override
  public V jsonDecode(String json) {
    Object text = super.jsonDecode(json);
    WrittenPlan plan = read(String.valueOf(text), EntryPoint.TUNER);
    V value = read.apply(plan);
    requireOnly(name(), plan, write.apply(value));
    return value;
  }

  private static void requireOnly(String name, WrittenPlan plan, WrittenPlan part) {
    if (!part.equals(plan)) {
      throw new IllegalArgumentException(
          "plan: is more than %s; use setPlan for a whole plan".formatted(name));
    }
  }
}
