package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ScriptModulesTest {
  private static final Path FOLDER = Path.of("src/main/resources/org/espalier/report/script");

  private static final Pattern IMPORT =
      Pattern.compile("^import \\{ ([^}]*) } from '([^']+)';$", Pattern.MULTILINE);

  private static final Pattern DECLARED =
      Pattern.compile(
          "^(export )?(?:async )?(?:function|const|let|class) (\\w+)", Pattern.MULTILINE);

  /** Sources by path. */
  private static Map<Path, String> modules() throws IOException {
    Map<Path, String> modules = new TreeMap<>();
    try (Stream<Path> files = Files.walk(FOLDER)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".js")).toList()) {
        modules.put(FOLDER.relativize(file), Files.readString(file));
      }
    }
    return modules;
  }

  private static List<String> charts() throws IOException {
    return modules().keySet().stream()
        .filter(path -> path.startsWith("charts"))
        .map(path -> path.getFileName().toString().replace(".js", ""))
        .toList();
  }

  @Test
  void a_module_stands_once_behind_those_that_it_imports() {
    String script = ScriptModules.bundle(List.of("history", "flow"), "study.js");
    assertThat(script)
        .containsSubsequence(
            "const page =", "function tip(", "const columns =", "name: 'history'", "name: 'flow'")
        .containsOnlyOnce("const page =")
        .doesNotContain("import {", "export ", "/**", "name: 'timeline'")
        .endsWith("// else a place on the page\n});\n");
  }

  @Test
  void every_chart_registers_under_the_name_of_its_module() throws IOException {
    for (String chart : charts()) {
      assertThat(Files.readString(FOLDER.resolve("charts/" + chart + ".js")))
          .contains("register({\n  name: '%s',".formatted(chart));
    }
  }

  @Test
  void no_two_modules_declare_the_same_name() throws IOException {
    List<String> names =
        modules().values().stream()
            .flatMap(source -> DECLARED.matcher(source).results())
            .map(declared -> declared.group(2))
            .toList();
    assertThat(names).hasSizeGreaterThan(100).doesNotHaveDuplicates();
  }

  @Test
  void every_imported_name_is_exported_and_used() throws IOException {
    Map<Path, String> modules = modules();
    for (Map.Entry<Path, String> module : modules.entrySet()) {
      Matcher imports = IMPORT.matcher(module.getValue());
      String body = imports.replaceAll("");
      imports.reset();
      while (imports.find()) {
        Path from = module.getKey().resolveSibling(imports.group(2)).normalize();
        assertThat(modules).as(module.getKey().toString()).containsKey(from);
        for (String name : imports.group(1).split(", ", -1)) {
          assertThat(exported(modules.getOrDefault(from, ""))).as("%s", from).contains(name);
          assertThat(body).as("%s", module.getKey()).containsPattern("\\b" + name + "\\b");
        }
      }
    }
  }

  private static List<String> exported(String source) {
    return DECLARED
        .matcher(source)
        .results()
        .filter(declared -> declared.group(1) != null)
        .map(declared -> declared.group(2))
        .toList();
  }

  @Test
  void a_chart_without_a_module_is_a_mistake_of_the_jar() {
    assertThatThrownBy(() -> ScriptModules.bundle(List.of("pie"), "study.js"))
        .hasMessage("The jar lacks script/charts/pie.js.");
  }
}
