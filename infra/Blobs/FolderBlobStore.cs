using System.Security.Cryptography;
using PublicServices.Infra.Disk;
using PublicServices.Kernel;

namespace PublicServices.Infra.Blobs;

/// <summary>Where blobs lie on disk.</summary>
/// <param name="Folder">Made when it is not there; belongs to this store alone.</param>
/// <param name="VerifyOnRead">Hash a blob again before it is handed out, so that a disk's fault is never taken for a family's document.</param>
public sealed record FolderBlobOptions(string Folder, bool VerifyOnRead = true);

/// <summary>
/// Blobs as files named by their hash, two levels of folders deep: <c>ab/cd/abcd…</c>. A blob is written beside its place,
/// synced, renamed and its folder synced, so that after a power cut it is there whole or not at all.
/// </summary>
public sealed class FolderBlobStore : IBlobStore
{
    /// <summary>Unfinished files older than this were left by a crash.</summary>
    public static readonly TimeSpan AbandonedAfter = TimeSpan.FromHours(1);

    private const int NameChars = 2 * SHA256.HashSizeInBytes;

    private readonly string _folder;
    private readonly string _unfinished;
    private readonly bool _verifyOnRead;

    /// <exception cref="IOException">The folder cannot be made.</exception>
    public FolderBlobStore(FolderBlobOptions options, TimeProvider clock)
    {
        _folder = Path.GetFullPath(options.Folder);
        _unfinished = Path.Combine(_folder, "unfinished");
        _verifyOnRead = options.VerifyOnRead;
        DurableFolder.Create(_unfinished);
        RemoveAbandoned(clock.GetUtcNow());
    }

    public async ValueTask<string> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (content.Length > IBlobStore.MaxBytes)
            throw new ArgumentException($"A blob has at most {IBlobStore.MaxBytes} bytes.", nameof(content));

        var name = Convert.ToHexStringLower(SHA256.HashData(content.Span));
        var path = PathOf(name);
        if (File.Exists(path) && (!_verifyOnRead || await IsWholeAsync(path, name, cancellationToken)))
        {
            // Whoever renamed it may not have got as far as this.
            DurableFolder.Sync(Path.GetDirectoryName(path)!);
            return name;
        }

        cancellationToken.ThrowIfCancellationRequested();
        DurableFile.Write(path, Path.Combine(_unfinished, RandomNumberGenerator.GetHexString(32, lowercase: true)), content.Span);
        return name;
    }

    public async ValueTask<Stream?> OpenAsync(string sha256, CancellationToken cancellationToken)
    {
        if (!IsName(sha256)) return null;
        FileStream file;
        try
        {
            file = OpenRead(PathOf(sha256));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        if (!_verifyOnRead) return file;
        try
        {
            if (!await HashesToAsync(file, sha256, cancellationToken))
                throw new InvalidDataException($"Blob {sha256} is damaged on disk.");
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    internal static bool IsName(string text) =>
        text.Length == NameChars && text.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'));

    private static FileStream OpenRead(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 64 * 1024, FileOptions.Asynchronous);

    private static async ValueTask<bool> IsWholeAsync(string path, string name, CancellationToken cancellationToken)
    {
        await using var file = OpenRead(path);
        return await HashesToAsync(file, name, cancellationToken);
    }

    private static async ValueTask<bool> HashesToAsync(FileStream file, string name, CancellationToken cancellationToken) =>
        Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)) == name;

    internal static string PathOf(string folder, string name) => Path.Combine(folder, name[..2], name[2..4], name);

    private string PathOf(string name) => PathOf(_folder, name);

    private void RemoveAbandoned(DateTimeOffset now)
    {
        foreach (var file in new DirectoryInfo(_unfinished).EnumerateFiles())
        {
            if (file.LastWriteTimeUtc < now.UtcDateTime - AbandonedAfter) file.Delete();
        }
    }
}
