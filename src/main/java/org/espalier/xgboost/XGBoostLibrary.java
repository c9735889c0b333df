package org.espalier.xgboost;

import java.io.IOException;
import java.io.InputStream;
import java.security.CodeSource;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ml.dmlc.xgboost4j.java.XGBoostJNI;
import org.apache.spark.SparkEnv;
import org.espalier.evaluate.Reason;
import org.espalier.evaluate.StatedFailure;
import org.espalier.spark.SparkLine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * XGBoost library of this JVM, from {@code espalier-xgboost.jar} or from a jar that the user
 * provides.
 */
public final class XGBoostLibrary {

  /** Access to XGBoost's classes. They are linked only when a method is called. */
  interface Access {

    /**
     * Finds the classes without loading the native library.
     *
     * @throws LinkageError if they are not on the class path
     */
    Origin origin();

    /**
     * Loads the native library. If that fails, a {@link LinkageError} or a {@link RuntimeException}
     * gives the reason.
     */
    void load();
  }

  /**
   * Origin of the classes.
   *
   * @param version version; empty if the jar does not contain it
   * @param place path of the jar
   * @param bundled true if the jar is {@code espalier-xgboost.jar}
   */
  record Origin(String version, String place, boolean bundled) {

    boolean isSupported() {
      Matcher numbers = VERSION.matcher(version);
      if (!numbers.lookingAt()) {
        return false;
      }
      int major = Integer.parseInt(numbers.group(1));
      return major > MAJOR || (major == MAJOR && Integer.parseInt(numbers.group(2)) >= MINOR);
    }

    @Override
    public String toString() {
      return "XGBoost %s of %s".formatted(version.isEmpty() ? "of no version" : version, place);
    }
  }

  /** Remedy for an error message of the system's library loader. */
  private record Remedy(Pattern cause, String right) {
    Remedy(String cause, String right) {
      this(Pattern.compile(cause), right);
    }
  }

  /** Oldest version with all methods that are called here, 3.1. */
  private static final int MAJOR = 3;

  private static final int MINOR = 1;

  private static final Pattern VERSION = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})");

  /** Path of the temporary copy of the native library in an error message. */
  private static final Pattern COPY =
      Pattern.compile("(\\((required|needed) by )?\\S*xgboost4j\\d+\\.(so|dylib|dll)(: |\\))?");

  /**
   * The first that matches applies. The order matters, because musl's loader also misses libgomp.
   */
  private static final List<Remedy> REMEDIES =
      List.of(
          new Remedy(
              "Error (loading shared library|relocating)|ld-linux",
              "this system has musl, and XGBoost is built for glibc: take another image"),
          new Remedy("GLIBC(XX)?_[\\d.]+. not found", "take a newer system"),
          new Remedy(
              "libgomp", "install libgomp (libgomp1 of Debian and Ubuntu, libgomp of Red Hat)"),
          new Remedy("libomp", "install libomp (brew install libomp)"),
          new Remedy(
              "failed to map segment",
              "set java.io.tmpdir to a folder whose file system is not mounted noexec"),
          new Remedy(
              "not found inside JAR|Unsupported",
              "there are native libraries for Linux and macOS on x86_64 and aarch64, and for"
                  + " Windows on x86_64"));

  /** Prefix of the library's messages: time, source location, and the failed condition. */
  private static final Pattern PLACE =
      Pattern.compile("^\\[[\\d:]+] \\S+: (Check failed: .*?: (?=\\S))?");

  private static final Logger LOG = LoggerFactory.getLogger(XGBoostLibrary.class);

  private static final class Here {
    private static final XGBoostLibrary LIBRARY = new XGBoostLibrary(new ClassPath());
  }

  private final String version;
  private final Optional<String> objection;

  XGBoostLibrary(Access access) {
    Optional<Origin> origin = origin(access);
    version = origin.map(Origin::version).orElse("");
    objection =
        origin.isEmpty()
            ? Optional.of(
                "XGBoost is not on the class path; put espalier-xgboost.jar, which mvn package"
                    + " builds, beside espalier.jar, or name it in --jars, or install"
                    + " espalier[xgboost]")
            : objection(origin.get(), access);
    origin
        .filter(found -> objection.isEmpty() && !found.bundled())
        .ifPresent(found -> LOG.warn("{} is used, and not espalier-xgboost.jar", found));
  }

  /** Returns the XGBoost library of this class path. The first call loads the native library. */
  public static XGBoostLibrary here() {
    return Here.LIBRARY;
  }

  private static Optional<Origin> origin(Access access) {
    try {
      return Optional.of(access.origin());
    } catch (NoClassDefFoundError e) {
      return Optional.empty();
    }
  }

  private static Optional<String> objection(Origin origin, Access access) {
    if (!origin.isSupported()) {
      return Optional.of(
          "%s is on the class path; take %d.%d or later, or espalier-xgboost.jar"
              .formatted(origin, MAJOR, MINOR));
    }
    try {
      access.load();
      return Optional.empty();
    } catch (LinkageError | RuntimeException e) {
      String said = COPY.matcher(Reason.plain(e)).replaceAll("").strip();
      String right =
          REMEDIES.stream()
              .filter(remedy -> remedy.cause().matcher(said).find())
              .findFirst()
              .map(Remedy::right)
              .orElse("it needs glibc and libgomp on Linux, libomp on macOS");
      return Optional.of(
          "%s does not load on %s: %s; %s".formatted(origin, machine(), said, right));
    }
  }

  private static String machine() {
    SparkEnv environment = SparkEnv.get();
    return environment == null || environment.executorId().equals("driver")
        ? "this machine"
        : environment.blockManager().blockManagerId().host();
  }

  /** Returns the version, such as {@code 3.4.0}; empty if it is unknown or there is no XGBoost. */
  public String version() {
    return version;
  }

  /** Returns the reason why XGBoost cannot be used in this JVM, with a remedy; empty if it can. */
  public Optional<String> objection() {
    return objection;
  }

  /**
   * Checks that XGBoost can be used in this JVM, on the driver or on an executor.
   *
   * @throws StatedFailure with the objection if it cannot
   */
  public void require() {
    if (objection.isPresent()) {
      throw new StatedFailure(objection.get());
    }
  }

  /**
   * Prepares the calling thread: checks that the library can be used, and limits the threads that
   * OpenMP starts for it. Without the limit, loading a model uses all cores of the machine,
   * whatever its params, and its threads live as long as the calling thread.
   *
   * @throws StatedFailure if the library cannot be used
   */
  void begin(int threads) {
    require();
    XGBoostJNI.XGBSetGlobalConfig("{\"nthread\": %d}".formatted(threads));
  }

  /**
   * Returns a failure with the first line of the library's message, which contains no values of
   * rows.
   */
  static StatedFailure failed(Exception error) {
    String message = String.valueOf(error.getMessage()).strip().lines().findFirst().orElse("");
    StatedFailure failure =
        new StatedFailure("XGBoost: " + PLACE.matcher(message).replaceFirst(""));
    failure.initCause(error);
    return failure;
  }

  /** XGBoost library on the class path of this class. */
  private static final class ClassPath implements Access {

    private static final String PACKAGE = "ml.dmlc.xgboost4j.java.";

    @Override
    public Origin origin() {
      Class<?> type = XGBoostJNI.class;
      CodeSource source = type.getProtectionDomain().getCodeSource();
      String place = source == null ? "an unknown place" : source.getLocation().getPath();
      return new Origin(version(type), place, place.endsWith("espalier-xgboost.jar"));
    }

    private static String version(Class<?> type) {
      Properties properties = new Properties();
      try (InputStream file = type.getResourceAsStream("/xgboost4j-version.properties")) {
        if (file != null) {
          properties.load(file);
        }
      } catch (IOException e) {
        // Treat the version as unknown.
      }
      return properties.getProperty("version", "");
    }

    /**
     * Calls a native method; any would do. XGBoost's own log of a failure is silenced, because the
     * objection states the reason.
     */
    @Override
    public void load() {
      SparkLine.silence(PACKAGE + "NativeLibLoader");
      SparkLine.silence(PACKAGE + "DMatrix");
      XGBoostJNI.XGBGetLastError();
    }
  }
}
