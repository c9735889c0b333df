package org.espalier;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** Holds the package map, and the habits that no compiler checks. */
@AnalyzeClasses(packages = ArchitectureTest.ROOT, importOptions = ArchitectureTest.MainOnly.class)
final class ArchitectureTest {
  static final String ROOT = "org.espalier";

  private static final Path SOURCES = Path.of("src/main/java");

  /** The package map, top to bottom. A package sees the rows below its own, never a neighbour. */
  private static final List<List<String>> ROWS =
      List.of(
          List.of("connect"),
          List.of("ml"),
          List.of("job", "function"),
          List.of("engine", "xgboost"),
          List.of("hocon", "spark", "report", "mlflow"),
          List.of("simulate"),
          List.of("spec"),
          List.of("tune", "analysis"),
          List.of("evaluate", "schedule", "journal", "learner", "cache"),
          List.of("outoffold"),
          List.of("search", "metric"),
          List.of("study", "train"),
          List.of("space", "numeric"));

  /**
   * The packages below spark, top to bottom. Each sees the rows below its own, never a neighbour.
   */
  private static final List<List<String>> SPARK_ROWS =
      List.of(
          List.of("pipeline"),
          List.of("fit"),
          List.of("packed", "task"),
          List.of("estimator", "placement"),
          List.of("local.trainer", "stage"),
          List.of("collected", "data"),
          List.of("data.fold", "feature"),
          List.of("chain"),
          List.of("data.table", "metric", "storage", "store", "ui"),
          List.of("cell", "ensemble", "sound"));

  /** The pure core: from this row down there is nothing but the JDK. */
  private static final int CORE = 5;

  private static final Pattern CLOCK =
      Pattern.compile(
          "java\\.lang\\.System\\.(currentTimeMillis|nanoTime)\\(\\)"
              + "|java\\.time\\..*\\.now\\((java\\.time\\.ZoneId)?\\)"
              + "|java\\.time\\.(Clock|InstantSource)\\.(system\\w*|tick(Millis|Seconds|Minutes))\\(.*"
              + "|java\\.util\\.Date\\.<init>\\(\\)");

  private static final Pattern CHANCE =
      Pattern.compile(
          "java\\.lang\\.(Strict)?Math\\.random\\(\\)"
              + "|java\\.util\\.(Random|SplittableRandom)\\.<init>\\(\\)"
              + "|java\\.util\\.concurrent\\.ThreadLocalRandom\\..*"
              + "|java\\.security\\.SecureRandom\\..*"
              + "|java\\.util\\.random\\.RandomGenerator\\.(getDefault|of)\\(.*"
              + "|java\\.util\\.Collections\\.shuffle\\(java\\.util\\.List\\)"
              + "|java\\.util\\.UUID\\.randomUUID\\(\\)");

  /** A rule about classes that were not imported holds without being asked. */
  @ArchTest
  static void the_class_of_every_source_file_is_seen(JavaClasses classes) throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      List<String> expected =
          files
              .map(file -> SOURCES.relativize(file).toString())
              .filter(file -> file.endsWith(".java"))
              .map(file -> file.substring(0, file.length() - ".java".length()).replace('/', '.'))
              .sorted()
              .toList();
      assertThat(expected).isNotEmpty();
      assertThat(classes.stream().map(JavaClass::getName)).containsAll(expected);
    }
  }

  @ArchTest
  static void a_package_sees_only_the_rows_below(JavaClasses classes) {
    LayeredArchitecture map =
        layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage(ROOT + "..")
            .withOptionalLayers(true)
            .ensureAllClassesAreContainedInArchitectureIgnoring(ROOT)
            .ignoreDependency(alwaysTrue(), type(Api.class));
    downwards(map, ROWS, ArchitectureTest::tree).check(classes);
  }

  @ArchTest
  static void a_package_of_spark_sees_only_the_rows_below(JavaClasses classes) {
    String spark = ROOT + ".spark.";
    LayeredArchitecture map =
        layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage(spark + "*..")
            .withOptionalLayers(true)
            .ensureAllClassesAreContainedInArchitectureIgnoring(
                resideOutsideOfPackages(spark + "*.."));
    downwards(map, SPARK_ROWS, name -> spark + name).check(classes);
  }

  private static LayeredArchitecture downwards(
      LayeredArchitecture map, List<List<String>> rows, UnaryOperator<String> packages) {
    LayeredArchitecture layers = map;
    for (String name : below(rows, 0)) {
      layers = layers.layer(name).definedBy(packages.apply(name));
    }
    for (int row = 0; row < rows.size(); row++) {
      String[] visible = below(rows, row + 1);
      for (String name : rows.get(row)) {
        layers =
            visible.length == 0
                ? layers.whereLayer(name).mayNotAccessAnyLayer()
                : layers.whereLayer(name).mayOnlyAccessLayers(visible);
      }
    }
    return layers;
  }

  @ArchTest
  static final ArchRule packages_are_free_of_cycles =
      slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true);

  @ArchTest
  static void rooms_of_a_package_are_free_of_cycles(JavaClasses classes) {
    for (String name : below(0)) {
      slices()
          .assignedFrom(new Rooms(name))
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true)
          .check(classes);
    }
  }

  @ArchTest
  static final ArchRule the_core_is_java_alone =
      classes()
          .that(resideInAnyPackage(trees(below(CORE))))
          .should()
          .onlyDependOnClassesThat(resideInAnyPackage("java..", "org.jspecify..", ROOT + ".."))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule hocon_is_read_in_its_room_only =
      onlyIn("hocon")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.typesafe..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule the_command_line_is_read_in_job_only =
      onlyIn("job")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule the_cluster_is_known_to_spark_and_the_faces_only =
      onlyIn("spark", "engine", "xgboost", "ml", "job", "function", "connect")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "scala..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule json_is_known_to_mlflow_beside_these =
      onlyIn("spark", "engine", "xgboost", "ml", "job", "function", "connect", "mlflow")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.fasterxml..")
          .allowEmptyShould(true);

  /** A user without the second jar loads no class that needs it. */
  @ArchTest
  static final ArchRule xgboost_is_known_to_its_package_only =
      onlyIn("xgboost")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ml.dmlc..", ROOT + ".xgboost..")
          .allowEmptyShould(true);

  /** The second jar has no other. */
  @ArchTest
  static final ArchRule xgboost_is_its_java_package_alone =
      noClasses().should().dependOnClassesThat().resideInAPackage("ml.dmlc.xgboost4j.scala..");

  @ArchTest
  static final ArchRule only_job_prints =
      onlyIn("job").should(ACCESS_STANDARD_STREAMS).allowEmptyShould(true);

  @ArchTest
  static final ArchRule clocks_are_handed_in =
      onlyIn("job", "spark", "ml", "function")
          .should()
          .accessTargetWhere(matches("reads a clock", CLOCK))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule chance_comes_from_a_seed =
      noClasses()
          .that(resideInAnyPackage(trees(below(CORE))))
          .should()
          .accessTargetWhere(matches("draws without a seed", CHANCE))
          .allowEmptyShould(true);

  /**
   * What lies on a disk becomes records of known types. A setting may name a class in one place
   * alone, which makes nothing but what has the type it expects.
   */
  @ArchTest
  static final ArchRule nothing_that_is_read_chooses_a_class =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("org.espalier.spark.ClassByName")
          .should()
          .accessTargetWhere(
              matches(
                  "makes what a text or a file names",
                  Pattern.compile(
                      "java\\.lang\\.Class\\.forName\\(.*"
                          + "|java\\.lang\\.ClassLoader\\.loadClass\\(.*"
                          + "|java\\.io\\.ObjectInputStream\\..*"
                          + "|java\\.beans\\.XMLDecoder\\..*"
                          + "|.*\\.(enableDefaultTyping|activateDefaultTyping)\\(.*")));

  @ArchTest
  static final ArchRule nobody_uses_java_util_logging =
      noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..");

  @ArchTest
  static final ArchRule exceptions_say_what_they_are = noClasses().should(THROW_GENERIC_EXCEPTIONS);

  @ArchTest
  static void no_two_classes_have_one_name(JavaClasses classes) {
    assertThat(classes.stream().filter(JavaClass::isTopLevelClass))
        .filteredOn(type -> !type.getSimpleName().equals("package-info"))
        .extracting(JavaClass::getSimpleName)
        .doesNotHaveDuplicates();
  }

  @ArchTest
  static void every_package_is_null_marked(JavaClasses classes) {
    assertThat(classes.stream().map(JavaClass::getPackage).distinct())
        .filteredOn(unmarked -> !unmarked.isAnnotatedWith(NullMarked.class))
        .extracting(JavaPackage::getName)
        .isEmpty();
  }

  private static GivenClassesConjunction onlyIn(String... names) {
    return noClasses().that(resideOutsideOfPackages(trees(names)));
  }

  private static DescribedPredicate<JavaAccess<?>> matches(String does, Pattern target) {
    return describe(does, access -> target.matcher(access.getTarget().getFullName()).matches());
  }

  /** The packages from a row down. */
  private static String[] below(int row) {
    return below(ROWS, row);
  }

  private static String[] below(List<List<String>> rows, int row) {
    return rows.subList(row, rows.size()).stream().flatMap(List::stream).toArray(String[]::new);
  }

  private static String[] trees(String... names) {
    return List.of(names).stream().map(ArchitectureTest::tree).toArray(String[]::new);
  }

  private static String tree(String name) {
    return ROOT + "." + name + "..";
  }

  /** Leaves out the tests, whatever folder the build goes to. */
  static final class MainOnly implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/test-classes/");
    }
  }

  /** Every package of a tree as a slice of its own. */
  private record Rooms(String name) implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      String room = type.getPackageName();
      String top = ROOT + "." + name;
      return room.equals(top) || room.startsWith(top + ".")
          ? SliceIdentifier.of(room)
          : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "the rooms of " + name;
    }
  }
}
