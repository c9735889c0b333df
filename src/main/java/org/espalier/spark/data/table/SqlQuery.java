package org.espalier.spark.data.table;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.CallMethodViaReflection;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.plans.QueryPlan;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import org.apache.spark.sql.execution.CommandExecutionMode;
import org.espalier.spec.InvalidStudyException;

/**
 * Query of a source whose format is SQL. Spark runs commands immediately, so the query is parsed
 * before it runs. It is refused if any part of it does more than read: a command, an insert, a
 * script, text that becomes a statement only at run time, or a call of a Java method by its name.
 * Spark's catalogue and the rights of the job limit the tables that it can read.
 */
record SqlQuery(SparkSession spark, DataProblems problems, String path) {

  /**
   * Functions that can call any static method on the class path of the driver and the executors.
   */
  private static final Set<String> CALLS = Set.of("reflect", "java_method", "try_reflect");

  /** Plan nodes that do more than read; by name, as not every Spark version has them. */
  private static final Set<String> NO_QUERIES =
      Set.of(
          "CompoundBody",
          "InsertIntoDir",
          "ScriptTransformation",
          "UnresolvedExecuteImmediate",
          "PlanWithUnresolvedIdentifier",
          "ExpressionWithUnresolvedIdentifier");

  /**
   * Runs a query and returns its table.
   *
   * @throws InvalidStudyException if the text is not a plain query
   */
  Dataset<Row> read(String text) throws Exception {
    LogicalPlan parsed = spark.sessionState().sqlParser().parsePlan(text);
    visit(parsed, this::check);
    LogicalPlan analyzed = // includes the bodies of views; runs nothing
        spark.sessionState().executePlan(parsed, CommandExecutionMode.SKIP()).analyzed();
    visit(analyzed, this::check);
    return spark.sql(text);
  }

  private void check(TreeNode<?> node) {
    refusal(node)
        .ifPresent(
            wrong -> {
              throw problems.fatal(path, wrong, "write a SELECT, which only reads");
            });
  }

  private static Optional<String> refusal(TreeNode<?> node) {
    if (node instanceof Command
        || node instanceof ParsedStatement
        || NO_QUERIES.contains(node.getClass().getSimpleName())) {
      return Optional.of("is more than a query: it has " + node.nodeName());
    }
    if (node instanceof CallMethodViaReflection) {
      return Optional.of("calls a method of Java by its name");
    }
    return node instanceof UnresolvedFunction function
        ? Optional.of(String.valueOf(function.nameParts().last()).toLowerCase(Locale.ROOT))
            .filter(CALLS::contains)
            .map("calls a method of Java by its name: "::concat)
        : Optional.empty();
  }

  /**
   * Visits a node and all nodes below it, including the plans inside expressions and WITH clauses.
   */
  private static void visit(TreeNode<?> node, Consumer<TreeNode<?>> visitor) {
    visitor.accept(node);
    each(node.children(), visitor);
    each(node.innerChildren(), visitor);
    if (node instanceof QueryPlan<?> plan) {
      each(plan.expressions(), visitor);
    }
    if (node instanceof PlanExpression<?> subquery) {
      visit((LogicalPlan) subquery.plan(), visitor);
    }
  }

  private static void each(scala.collection.Seq<?> nodes, Consumer<TreeNode<?>> visitor) {
    scala.collection.Iterator<?> all = nodes.iterator();
    while (all.hasNext()) {
      if (all.next() instanceof TreeNode<?> node) {
        visit(node, visitor);
      }
    }
  }
}
