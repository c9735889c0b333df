import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/** A YARN of one node on the loopback address; writes its configuration into a folder, and runs until it is killed. */
public final class MiniYarn {

  public static void main(String[] args) throws Exception {
    YarnConfiguration settings = new YarnConfiguration();
    settings.set("fs.defaultFS", "file:///");
    settings.set("yarn.scheduler.capacity.root.queues", "default");
    settings.set("yarn.scheduler.capacity.root.default.capacity", "100");
    settings.set("yarn.scheduler.capacity.maximum-am-resource-percent", "0.8");
    settings.set("yarn.scheduler.minimum-allocation-mb", "256");
    settings.set("yarn.nodemanager.resource.memory-mb", "6144");
    settings.set("yarn.nodemanager.resource.cpu-vcores", "8");
    settings.set("yarn.nodemanager.pmem-check-enabled", "false");
    settings.set("yarn.nodemanager.vmem-check-enabled", "false");
    settings.set("yarn.nodemanager.disk-health-checker.enable", "false");
    settings.set("yarn.application.classpath", "");
    MiniYARNCluster cluster = new MiniYARNCluster("espalier", 1, 1, 1);
    try {
      cluster.init(settings);
      cluster.start();
      Path folder = Path.of(args[0]);
      write(cluster.getConfig(), folder.resolve("yarn-site.xml"));
      Configuration core = new Configuration(false);
      core.set("fs.defaultFS", "file:///");
      write(core, folder.resolve("core-site.xml"));
    } catch (Throwable e) { // its threads would keep the process alive
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static void write(Configuration settings, Path file) throws Exception {
    try (OutputStream out = Files.newOutputStream(file)) {
      settings.writeXml(out);
    }
  }
}
