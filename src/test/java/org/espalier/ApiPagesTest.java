package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.espalier.testing.GeneratedPage;
import org.jspecify.annotations.Nullable;
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
          "spark.estimator",
          "spark.stage",
          "spark.fit",
          "spark.chain",
          "spark.storage",
          "spark.task",
          "spark.placement",
          "spark.collected",
          "spark.local",
          "spark.cell",
          "spark.store");

  private static final Pattern MARK = Pattern.compile("^\\s*@Api\\b", Pattern.MULTILINE);

  /** Types of the files that have the mark, which class files keep and a JVM does not. */
  private static Set<Class<?>> marked() throws IOException {
    Set<Class<?>> marked = new HashSet<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        if (MARK.matcher(Files.readString(file)).find()) {
          String path = SOURCES.relativize(file).toString();
          marked.add(named(path.substring(0, path.length() - ".java".length()).replace('/', '.')));
        }
      }
    }
    return marked;
  }

  private static Class<?> named(String name) {
    try {
      return Class.forName(name, false, ApiPagesTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Marked types, and what their signatures mention, directly or by others. */
  private static SortedSet<Class<?>> api() throws IOException {
    SortedSet<Class<?>> found = new TreeSet<>(Comparator.comparing(Class::getName));
    Deque<Class<?>> open = new ArrayDeque<>(marked());
    while (!open.isEmpty()) {
      Class<?> type = open.remove();
      if (isOurs(type) && found.add(type)) {
        open.addAll(mentioned(type));
      }
    }
    return found;
  }

  private static boolean isOurs(Class<?> type) {
    return type.getPackageName().startsWith(ArchitectureTest.ROOT)
        && Modifier.isPublic(type.getModifiers());
  }

  private static Set<Class<?>> mentioned(Class<?> type) {
    Set<Class<?>> raw = new HashSet<>(List.of(type.getDeclaredClasses()));
    Set<Type> seen = new HashSet<>();
    Stream.of(type.getGenericInterfaces()).forEach(above -> addRaw(above, raw, seen));
    addRaw(type.getGenericSuperclass(), raw, seen);
    for (Field field : type.getDeclaredFields()) {
      if (isSeen(field)) {
        addRaw(field.getGenericType(), raw, seen);
      }
    }
    for (Method method : type.getDeclaredMethods()) {
      if (isSeen(method)) {
        addRaw(method.getGenericReturnType(), raw, seen);
      }
    }
    Stream.<Executable>concat(
            Stream.of(type.getDeclaredConstructors()), Stream.of(type.getDeclaredMethods()))
        .filter(ApiPagesTest::isSeen)
        .flatMap(unit -> Stream.of(unit.getGenericParameterTypes()))
        .forEach(parameter -> addRaw(parameter, raw, seen));
    return raw;
  }

  private static boolean isSeen(Member member) {
    return (Modifier.isPublic(member.getModifiers()) || Modifier.isProtected(member.getModifiers()))
        && !member.isSynthetic();
  }

  /** Adds the classes in a type, but not what is in those that were seen. */
  private static void addRaw(@Nullable Type type, Set<Class<?>> raw, Set<Type> seen) {
    if (type == null || !seen.add(type)) {
      return;
    }
    if (type instanceof Class<?> one) {
      if (one.isArray()) {
        addRaw(one.getComponentType(), raw, seen);
      } else {
        raw.add(one);
      }
    } else if (type instanceof GenericArrayType array) {
      addRaw(array.getGenericComponentType(), raw, seen);
    } else if (type instanceof ParameterizedType generic) {
      addRaw(generic.getRawType(), raw, seen);
      Stream.of(generic.getActualTypeArguments()).forEach(each -> addRaw(each, raw, seen));
    } else if (type instanceof TypeVariable<?> variable) {
      Stream.of(variable.getBounds()).forEach(each -> addRaw(each, raw, seen));
    } else if (type instanceof WildcardType wildcard) {
      Stream.of(wildcard.getUpperBounds()).forEach(each -> addRaw(each, raw, seen));
      Stream.of(wildcard.getLowerBounds()).forEach(each -> addRaw(each, raw, seen));
    }
  }

  @Test
  void what_users_program_against_mentions_nothing_internal() throws IOException {
    assertThat(api()).extracting(Class::getSimpleName).contains("Tuner", "FunctionTuner");
    assertThat(api())
        .filteredOn(
            type ->
                INTERNAL.stream()
                    .map(name -> ArchitectureTest.ROOT + "." + name)
                    .anyMatch(
                        name ->
                            type.getPackageName().equals(name)
                                || type.getPackageName().startsWith(name + ".")))
        .extracting(Class::getName)
        .isEmpty();
  }

  @Test
  void the_page_of_the_java_api_has_every_type() throws IOException {
    Set<Class<?>> marked = marked();
    SortedMap<String, StringBuilder> tables = new TreeMap<>();
    for (Class<?> type : api()) {
      if (type.getEnclosingClass() == null) {
        tables
            .computeIfAbsent(type.getPackageName(), name -> new StringBuilder())
            .append(
                "| %s | %s |%n"
                    .formatted(
                        marked.contains(type)
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
  private static String sentence(Class<?> type) throws IOException {
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
