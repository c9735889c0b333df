package org.espalier.xgboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.util.Optional;
import org.espalier.evaluate.StatedFailure;
import org.espalier.xgboost.XGBoostLibrary.Access;
import org.espalier.xgboost.XGBoostLibrary.Origin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** XGBoost that is there, is too old, or does not load: by fakes, as this machine has it. */
final class XGBoostLibraryTest {

  /** A class path with XGBoost, whose native library fails to load with an error. */
  private record Fake(String version, Optional<Throwable> failure) implements Access {

    @Override
    public Origin origin() {
      return new Origin(version, "/jars/xgboost4j.jar", false);
    }

    @Override
    public void load() {
      if (failure.isPresent()) {
        throw failure.get() instanceof Error e ? e : new ExceptionInInitializerError(failure.get());
      }
    }
  }

  private static String objection(Throwable failure) {
    return new XGBoostLibrary(new Fake("3.4.0", Optional.of(failure))).objection().orElseThrow();
  }

  @Test
  void the_version_of_the_class_path_is_known_and_its_natives_load() {
    XGBoostLibrary here = XGBoostLibrary.here();
    assertThat(here.objection()).isEmpty();
    assertThat(here.version()).matches("3\\.\\d+\\.\\d+");
    here.require();
  }

  @Test
  void a_class_path_without_it_says_which_jar_to_add() {
    Access none =
        new Access() {
          @Override
          public Origin origin() {
            throw new NoClassDefFoundError("ml/dmlc/xgboost4j/java/XGBoostJNI");
          }

          @Override
          public void load() {
            throw new AssertionError("nothing to load");
          }
        };
    XGBoostLibrary library = new XGBoostLibrary(none);
    assertThat(library.version()).isEmpty();
    assertThat(library.objection())
        .hasValue(
            "XGBoost is not on the class path; put espalier-xgboost.jar, which mvn package builds,"
                + " beside espalier.jar, or name it in --jars, or install espalier[xgboost]");
    assertThatThrownBy(library::require)
        .isInstanceOf(StatedFailure.class)
        .hasMessageStartingWith("XGBoost is not on the class path; ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.1.0", "3.1.1-SNAPSHOT", "3.10.2", "4.0.0-RC1"})
  void a_jar_of_ones_own_is_used_from_3_1_on(String version) {
    XGBoostLibrary library = new XGBoostLibrary(new Fake(version, Optional.empty()));
    assertThat(library.objection()).isEmpty();
    assertThat(library.version()).isEqualTo(version);
  }

  @ParameterizedTest
  @CsvSource({"3.0.5, 3.0.5", "2.1.4, 2.1.4", "'', of no version"})
  void an_older_one_is_named_and_never_loaded(String version, String shown) {
    Fake old = new Fake(version, Optional.of(new AssertionError("loaded")));
    assertThat(new XGBoostLibrary(old).objection())
        .hasValue(
            "XGBoost %s of /jars/xgboost4j.jar is on the class path; take 3.1 or later, or espalier-xgboost.jar"
                .formatted(shown));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /tmp/libxgboost4j76.so: libgomp.so.1: cannot open shared object file: No such file or directory | libgomp.so.1: cannot open shared object file: No such file or directory; install libgomp (libgomp1 of Debian and Ubuntu, libgomp of Red Hat)
          /tmp/libxgboost4j76.so: /lib64/libc.so.6: version `GLIBC_2.28' not found (required by /tmp/libxgboost4j76.so) | /lib64/libc.so.6: version `GLIBC_2.28' not found; take a newer system
          Error loading shared library ld-linux-x86-64.so.2: No such file or directory (needed by /tmp/libxgboost4j76.so) | Error loading shared library ld-linux-x86-64.so.2: No such file or directory; this system has musl, and XGBoost is built for glibc: take another image
          Error relocating /tmp/libxgboost4j76.so: __vsnprintf_chk: symbol not found | Error relocating __vsnprintf_chk: symbol not found; this system has musl, and XGBoost is built for glibc: take another image
          /tmp/libxgboost4j76.so: /tmp/libxgboost4j76.so: failed to map segment from shared object | failed to map segment from shared object; set java.io.tmpdir to a folder whose file system is not mounted noexec
          something else | something else; it needs glibc and libgomp on Linux, libomp on macOS
          """)
  void a_library_that_does_not_load_is_one_line_with_the_cause_and_a_remedy(
      String said, String line) {
    assertThat(objection(new UnsatisfiedLinkError(said)))
        .isEqualTo("XGBoost 3.4.0 of /jars/xgboost4j.jar does not load on this machine: " + line);
  }

  @Test
  void a_platform_without_a_library_is_told_those_that_have_one() {
    String file = "File /lib/linux/s390x/libxgboost4j.so was not found inside JAR.";
    assertThat(objection(new RuntimeException(new FileNotFoundException(file))))
        .contains(file + "; there are native libraries for Linux and macOS");
  }
}
