package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.espalier.testing.GeneratedPage;
import org.junit.jupiter.api.Test;

/** The page of the types that users program against, made from {@link Api} and the comments. */
final class ApiPagesTest {

  private static final Path SOURCES = Path.of("src/main/java");

  /** Packages that are internal throughout. */
  private static final List<String> INTERNAL =
      List.of(
          "engine",
          "hocon",
          "report",
          "simulate",
          "spec",
          "train",
          "numeric",
          "spark.data",
          "spark.pipeline",
          "spark.rows",
          "spark.cache",
          "spark.local",
          "spark.cell",
          "spark.store");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ArchitectureTest.MainOnly())
          .importPackages(ArchitectureTest.ROOT);

  /** Marked types, and what their signatures mention, directly or by others. */
  private static SortedSet<JavaClass> api() {
    SortedSet<JavaClass> found = new TreeSet<>(Comparator.comparing(JavaClass::getName));
    Deque<JavaClass> open =
        new ArrayDeque<>(CLASSES.stream().filter(type -> type.isAnnotatedWith(Api.class)).toList());
    while (!open.isEmpty()) {
      JavaClass type = open.remove();
      if (isOurs(type) && found.add(type)) {
        open.addAll(mentioned(type));
      }
    }
    return found;
  }

  private static boolean isOurs(JavaClass type) {
    return type.getPackageName().startsWith(ArchitectureTest.ROOT)
        && type.getModifiers().contains(JavaModifier.PUBLIC);
  }

  private static List<JavaClass> mentioned(JavaClass type) {
    Stream<JavaType> above =
        Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
    Stream<JavaType> members =
        type.getMembers().stream().filter(ApiPagesTest::isSeen).flatMap(ApiPagesTest::types);
    Stream<JavaClass> inside =
        CLASSES.stream()
            .filter(other -> other.getEnclosingClass().filter(type::equals).isPresent());
    return Stream.concat(
            Stream.concat(above, members).flatMap(seen -> seen.getAllInvolvedRawTypes().stream()),
            inside)
        .toList();
  }

  private static boolean isSeen(JavaMember member) {
    return (member.getModifiers().contains(JavaModifier.PUBLIC)
            || member.getModifiers().contains(JavaModifier.PROTECTED))
        && !member.getModifiers().contains(JavaModifier.SYNTHETIC);
  }

  private static Stream<JavaType> types(JavaMember member) {
    return member instanceof JavaCodeUnit unit
        ? Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream())
        : Stream.of(((JavaField) member).getType());
  }

  @Test
  void what_users_program_against_mentions_nothing_internal() {
    assertThat(api()).extracting(JavaClass::getSimpleName).contains("Tuner", "FunctionTuner");
    assertThat(api())
        .filteredOn(
            type ->
                INTERNAL.stream()
                    .map(name -> ArchitectureTest.ROOT + "." + name)
                    .anyMatch(
                        name ->
                            type.getPackageName().equals(name)
                                || type.getPackageName().startsWith(name + ".")))
        .extracting(JavaClass::getName)
        .isEmpty();
  }

  @Test
  void the_page_of_the_java_api_has_every_type() throws IOException {
    SortedMap<String, StringBuilder> tables = new TreeMap<>();
    for (JavaClass type : api()) {
      if (type.isTopLevelClass()) {
        tables
            .computeIfAbsent(type.getPackageName(), name -> new StringBuilder())
            .append(
                "| %s | %s |%n"
                    .formatted(
                        type.isAnnotatedWith(Api.class)
                            ? "**`%s`**".formatted(type.getSimpleName())
                            : "`%s`".formatted(type.getSimpleName()),
                        sentence(type)));
      }
    }
    StringBuilder page =
        new StringBuilder(
            """
            Types for programs in Java, Scala and, through py4j, Python. Those in bold are where a
            program begins; the others are mentioned by their public members. Their names and
            meaning change only with a note in the [changelog](../changelog.md). Every other type
            of the jar is internal, also where it is public for the sake of another package.
            """);
    tables.forEach(
        (name, rows) ->
            page.append("\n## %s\n\n| type | what it is |\n|---|---|\n%s".formatted(name, rows)));
    GeneratedPage.check("api.md", "Java API", page.toString());
  }

  /** The first sentence of a type's comment. */
  private static String sentence(JavaClass type) throws IOException {
    Path file = SOURCES.resolve(type.getName().replace('.', '/') + ".java");
    Matcher comment =
        Pattern.compile(
                "/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\s*(?:@\\w+(?:\\([^)]*\\))?(?: //.*)?\\s*)*"
                    + "public [\\w ]*\\b(?:class|interface|record|enum) "
                    + type.getSimpleName()
                    + "\\b")
            .matcher(Files.readString(file));
    assertThat(comment.find()).as("comment of %s", type.getName()).isTrue();
    String words = comment.group(1).replaceAll("\\s*\\n\\s*\\*\\s?", " ").strip();
    String first = words.split("(?<=[.])\\s|\\s<p>|\\s@", 2)[0];
    String plain =
        first
            .replaceAll("\\{@code ([^}]+)}", "$1")
            .replaceAll("\\{@link (?:[^\\s}]+ )?([^}]+)}", "$1");
    return GeneratedPage.escaped(plain);
  }
}
