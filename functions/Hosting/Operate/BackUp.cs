using PublicServices.Functions.Hosting.SignIn;
using PublicServices.Infra.Blobs;
using PublicServices.Infra.Disk;
using PublicServices.Infra.Sqlite;

namespace PublicServices.Functions.Hosting.Operate;

/// <summary>Copies the embedded engine's data folder, also while a server runs on it. The copy is a data folder itself.</summary>
/// <param name="configuration">Says where the data folder is.</param>
internal sealed class BackUp(IConfiguration configuration)
{
    private const string Unfinished = ".unfinished";

    /// <summary>Settings whose keys lie elsewhere than in the data folder.</summary>
    private static readonly string[] KeySettings = [KeyFile.Setting, ConfiguredKeys.Setting, ReceiptKeys.Setting, ReceiptKeys.FileSetting];

    /// <param name="target">A folder that does not exist; it appears when everything is in it.</param>
    /// <param name="withFiles">False to leave uploaded files out.</param>
    /// <param name="cancellationToken">Stops; nothing is left then.</param>
    /// <returns>0, or 1 when files are damaged.</returns>
    /// <exception cref="InvalidOperationException">It cannot be made; says why.</exception>
    public int Run(string target, bool withFiles, CancellationToken cancellationToken)
    {
        if (Engines.Of(configuration) is not EngineKind.Embedded)
            throw new InvalidOperationException("Only the embedded engine has a folder to copy. Cosmos DB keeps backups of its own: see bicep/README.md.");
        var source = FullPath(DataFolder.Of(configuration));
        target = FullPath(target);
        var unfinished = target + Unfinished;
        if (Path.Exists(target)) throw new InvalidOperationException($"{target} is there already; a backup is written into a new folder.");
        if (Path.Exists(unfinished))
            throw new InvalidOperationException($"{unfinished} is there: another backup is being written, or was interrupted. If none is, delete it.");
        if (target.StartsWith(source + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new InvalidOperationException($"{target} lies in the data folder itself.");

        DataFolder.CreatePrivate(unfinished);
        try
        {
            var damaged = Copy(source, unfinished, withFiles, cancellationToken);
            DurableFolder.SyncDisk(unfinished);
            Directory.Move(unfinished, target);
            DurableFolder.Sync(Path.GetDirectoryName(target)!);
            return Tell(target, damaged);
        }
        catch
        {
            if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
            throw;
        }
    }

    /// <summary>Records first: every key and file they name was durable before them, and stays.</summary>
    private static IReadOnlyList<string> Copy(string source, string target, bool withFiles, CancellationToken cancellationToken)
    {
        var bytes = new Progress("bytes of records");
        SqliteBackup.Copy(source, target, bytes.Add, cancellationToken);
        bytes.Done();
        Console.WriteLine($"{bytes.Count:N0} bytes of records, lists and messages copied.");

        CopyKeys(DataFolder.Keys(source), DataFolder.Keys(target));
        if (!withFiles) return [];

        var files = new Progress("files");
        var size = 0L;
        var damaged = FolderBlobBackup.Copy(DataFolder.Blobs(source), DataFolder.Blobs(target), Copied, cancellationToken);
        files.Done();
        Console.WriteLine($"{files.Count:N0} uploaded files of {size:N0} bytes copied.");
        return damaged;

        void Copied(long fileBytes)
        {
            size += fileBytes;
            files.Step();
        }
    }

    private static string FullPath(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    private static void CopyKeys(string source, string target)
    {
        if (!Directory.Exists(source)) return;
        DataFolder.CreatePrivate(target);
        foreach (var file in Directory.EnumerateFiles(source)) File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        foreach (var folder in Directory.EnumerateDirectories(source)) CopyKeys(folder, Path.Combine(target, Path.GetFileName(folder)));
    }

    private int Tell(string target, IReadOnlyList<string> damaged)
    {
        foreach (var file in damaged) Console.Error.WriteLine($"{file} is damaged and was left out.");
        if (KeySettings.Where(setting => configuration[setting] is { Length: > 0 } || configuration.GetSection(setting).GetChildren().Any()).ToList() is { Count: > 0 } elsewhere)
            Console.WriteLine($"Not in it are the keys that {string.Join(", ", elsewhere)} tell of.");
        Console.WriteLine($"{target} is written. It is a data folder: --Data:Folder={target} serves or verifies it.");
        return damaged.Count == 0 ? 0 : 1;
    }
}
