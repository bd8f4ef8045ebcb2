using System.Security.Cryptography;
using System.Text;
using PublicServices.Infra.Disk;
using PublicServices.Kernel;

namespace PublicServices.Infra.Blobs;

/// <summary>Where blobs lie on disk.</summary>
/// <param name="Folder">Made when it is not there; belongs to this store alone.</param>
/// <param name="VerifyOnRead">Hash a blob again before it is handed out, so that a disk's fault is never taken for a family's document.</param>
public sealed record FolderBlobOptions(string Folder, bool VerifyOnRead = true);

/// <summary>
/// Blobs as files named by their hash, in a folder for each owner that lies two levels deep by the owner's hash:
/// <c>ab/cd/reg-…/0123…</c>. A blob is written beside its place, synced, renamed and its folder synced, so that after a power cut
/// it is there whole or not at all. Before blobs had owners they lay by their own hash, <c>01/23/0123…</c>; those are still read.
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

    public async ValueTask<string> PutAsync(RecordId owner, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (content.Length > IBlobStore.MaxBytes)
            throw new ArgumentException($"A blob has at most {IBlobStore.MaxBytes} bytes.", nameof(content));

        var name = Convert.ToHexStringLower(SHA256.HashData(content.Span));
        var path = Path.Combine(FolderOf(owner), name);
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

    public async ValueTask<Stream?> OpenAsync(RecordId owner, string sha256, CancellationToken cancellationToken)
    {
        if (!IsName(sha256)) return null;
        var file = Find(Path.Combine(FolderOf(owner), sha256)) ?? Find(Path.Combine(_folder, sha256[..2], sha256[2..4], sha256));
        if (file is null) return null;
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

    public ValueTask EraseAsync(RecordId owner, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var folder = FolderOf(owner);
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            return default;
        }

        DurableFolder.Sync(Path.GetDirectoryName(folder)!);
        return default;
    }

    internal static bool IsName(string text) =>
        text.Length == NameChars && text.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'));

    private static FileStream? Find(string path)
    {
        try
        {
            return OpenRead(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static FileStream OpenRead(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 64 * 1024, FileOptions.Asynchronous);

    private static async ValueTask<bool> IsWholeAsync(string path, string name, CancellationToken cancellationToken)
    {
        await using var file = OpenRead(path);
        return await HashesToAsync(file, name, cancellationToken);
    }

    private static async ValueTask<bool> HashesToAsync(FileStream file, string name, CancellationToken cancellationToken) =>
        Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)) == name;

    /// <summary>Ids of records are names of folders as they are; the two levels above keep any folder from filling up.</summary>
    private string FolderOf(RecordId owner)
    {
        var place = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(owner.Value)));
        return Path.Combine(_folder, place[..2], place[2..4], owner.Value);
    }

    private void RemoveAbandoned(DateTimeOffset now)
    {
        foreach (var file in new DirectoryInfo(_unfinished).EnumerateFiles())
        {
            if (file.LastWriteTimeUtc < now.UtcDateTime - AbandonedAfter) file.Delete();
        }
    }
}
