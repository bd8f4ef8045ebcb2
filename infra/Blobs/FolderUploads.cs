using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PublicServices.Infra.Disk;
using PublicServices.Kernel;

namespace PublicServices.Infra.Blobs;

/// <summary>Where uploads lie until they are complete.</summary>
/// <param name="Folder">The quarantine, made when it is not there; belongs to this process alone.</param>
/// <param name="MaxBytes">Bytes announced and not yet completed, altogether; beyond it no upload is opened. Default 2 GiB.</param>
public sealed record FolderUploadOptions(string Folder, long MaxBytes = 2L * 1024 * 1024 * 1024)
{
    /// <summary>How long an address works; default 15 minutes, enough for thirty blocks on the slowest connection worth having.</summary>
    public TimeSpan AddressLifetime { get; init; } = TimeSpan.FromMinutes(15);
}

/// <summary>
/// The quarantine as a folder, and the server's own side of its addresses. An upload is two files: what was announced, and
/// what has arrived. A block counts once the next byte it would begin at is known, so a broken connection loses one block at
/// most; a power cut may lose more, and then less has arrived than the phone believes, which it is told when it asks.
/// </summary>
public sealed class FolderUploads : IUploads, IDisposable
{
    /// <summary>Route of a block, below this service's root.</summary>
    public const string Route = "/uploads/{subject}/{upload}/{block}";

    private const string Purpose = "upload-address";
    private const string AnnouncedSuffix = ".json";
    private const string ArrivedSuffix = ".part";
    private const int Stripes = 64;

    private readonly SemaphoreSlim[] _stripes = [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(1, 1))];
    private readonly SemaphoreSlim _announcing = new(1, 1);
    private readonly FolderUploadOptions _options;
    private readonly KeyedHash _hash;
    private readonly TimeProvider _clock;
    private readonly string _folder;
    private long _announcedBytes;

    /// <exception cref="IOException">The folder cannot be made or read.</exception>
    public FolderUploads(FolderUploadOptions options, KeyedHash hash, TimeProvider clock)
    {
        (_options, _hash, _clock) = (options, hash, clock);
        _folder = Path.GetFullPath(options.Folder);
        DurableFolder.Create(_folder);
        _announcedBytes = Announced().Sum(upload => (long)upload.SizeBytes);
    }

    public async ValueTask<Result<UploadTicket>> OpenAsync(Upload upload, CancellationToken cancellationToken)
    {
        await _announcing.WaitAsync(cancellationToken);
        try
        {
            var folder = FolderOf(upload.Subject);
            if (Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*" + AnnouncedSuffix).Count() >= Upload.MaxOpen)
                return FileProblems.TooManyUploads;
            if (_announcedBytes + upload.SizeBytes > _options.MaxBytes)
                throw new EngineBusyException($"The quarantine holds {_options.MaxBytes} bytes of unfinished uploads.", TimeSpan.FromMinutes(1));

            var path = PathOf(upload.Subject, upload.Id, AnnouncedSuffix);
            DurableFile.Write(path, path + ".new", JsonSerializer.SerializeToUtf8Bytes(upload, KernelJson.Default.Upload));
            _announcedBytes += upload.SizeBytes;
            return TicketOf(upload);
        }
        finally
        {
            _announcing.Release();
        }
    }

    public ValueTask<Upload?> FindAsync(RecordId subject, string upload, CancellationToken cancellationToken) =>
        ValueTask.FromResult(IsId(upload) ? Read(PathOf(subject, upload, AnnouncedSuffix)) : null);

    public ValueTask<UploadTicket> ContinueAsync(Upload upload, CancellationToken cancellationToken) => ValueTask.FromResult(TicketOf(upload));

    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(Upload upload, CancellationToken cancellationToken)
    {
        var stripe = await EnterAsync(upload.Id, cancellationToken);
        try
        {
            if (ArrivedBytes(upload.Subject, upload.Id) != upload.SizeBytes) return null;
            return await File.ReadAllBytesAsync(PathOf(upload.Subject, upload.Id, ArrivedSuffix), cancellationToken);
        }
        finally
        {
            stripe.Release();
        }
    }

    public async ValueTask DiscardAsync(Upload upload, CancellationToken cancellationToken)
    {
        var stripe = await EnterAsync(upload.Id, cancellationToken);
        try
        {
            await ForgetAsync(upload, cancellationToken);
        }
        finally
        {
            stripe.Release();
        }
    }

    public async ValueTask SweepAsync(CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        foreach (var upload in Announced())
        {
            if (upload.ExpiresAt <= now) await DiscardAsync(upload, cancellationToken);
        }

        await RemoveLeftOversAsync(now, cancellationToken);
    }

    /// <summary>Takes one block as a phone sent it.</summary>
    /// <param name="address">What the address said.</param>
    /// <param name="content">The block.</param>
    /// <param name="cancellationToken">Stops before anything is written.</param>
    /// <returns>Bytes received so far; or <c>FILE-014</c>, <c>FILE-015</c> or <c>FILE-018</c>. A block that is there already is taken again.</returns>
    public async ValueTask<Result<int>> PutAsync(BlockAddress address, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (!Accepts(address)) return FileProblems.AddressNotValid;
        var stripe = await EnterAsync(address.Upload, cancellationToken);
        try
        {
            var subject = new RecordId(address.Subject);
            if (Read(PathOf(subject, address.Upload, AnnouncedSuffix)) is not { } upload || upload.ExpiresAt <= _clock.GetUtcNow())
                return FileProblems.UploadExpired;
            if (upload.LengthOf(address.Block) is var length && (length == 0 || length != content.Length)) return FileProblems.BlockOutOfPlace;

            var arrived = ArrivedBytes(subject, upload.Id);
            var at = address.Block * Upload.BlockBytes;
            if (at > arrived) return FileProblems.BlockOutOfPlace;
            await WriteAsync(PathOf(subject, upload.Id, ArrivedSuffix), at, content, cancellationToken);
            return Math.Max(arrived, at + length);
        }
        finally
        {
            stripe.Release();
        }
    }

    /// <summary>True when this server made the address and it still works; nobody need send a block to learn that.</summary>
    public bool Accepts(BlockAddress address)
    {
        if (address.ExpiresAt <= _clock.GetUtcNow().ToUnixTimeSeconds()) return false;
        var expected = Signature(address.Subject, address.Upload, address.ExpiresAt);
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(address.Signature));
    }

    public void Dispose()
    {
        foreach (var stripe in _stripes) stripe.Dispose();
        _announcing.Dispose();
    }

    private static bool IsId(string text) => text.Length == IdSource.Length && text.All(char.IsAsciiLetterOrDigit);

    private static async ValueTask WriteAsync(string path, int at, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, BufferSize = 0, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new FileStream(path, options);
        // A block that was torn when the process died is written again from its beginning.
        file.Position = at;
        await file.WriteAsync(content, cancellationToken);
    }

    private static Upload? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), KernelJson.Default.Upload);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    private async ValueTask<SemaphoreSlim> EnterAsync(string upload, CancellationToken cancellationToken)
    {
        var stripe = _stripes[(uint)upload.GetHashCode(StringComparison.Ordinal) % Stripes];
        await stripe.WaitAsync(cancellationToken);
        return stripe;
    }

    private async ValueTask ForgetAsync(Upload upload, CancellationToken cancellationToken)
    {
        var announced = PathOf(upload.Subject, upload.Id, AnnouncedSuffix);
        await _announcing.WaitAsync(cancellationToken);
        try
        {
            if (!File.Exists(announced)) return;
            File.Delete(PathOf(upload.Subject, upload.Id, ArrivedSuffix));
            File.Delete(announced);
            _announcedBytes -= upload.SizeBytes;
        }
        finally
        {
            _announcing.Release();
        }
    }

    /// <summary>What a crash leaves: files without an announcement that can be read, and folders with nothing in them.</summary>
    private async ValueTask RemoveLeftOversAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await _announcing.WaitAsync(cancellationToken);
        try
        {
            foreach (var folder in new DirectoryInfo(_folder).EnumerateDirectories())
            {
                foreach (var file in folder.EnumerateFiles())
                {
                    var announced = Path.Combine(folder.FullName, file.Name.Split('.')[0] + AnnouncedSuffix);
                    if (file.LastWriteTimeUtc < now.UtcDateTime - Upload.Lifetime && Read(announced) is null) file.Delete();
                }

                if (!folder.EnumerateFileSystemInfos().Any()) folder.Delete();
            }
        }
        finally
        {
            _announcing.Release();
        }
    }

    private IEnumerable<Upload> Announced() =>
        from path in Directory.EnumerateFiles(_folder, "*" + AnnouncedSuffix, SearchOption.AllDirectories).ToList()
        let upload = Read(path)
        where upload is not null
        select upload;

    private UploadTicket TicketOf(Upload upload)
    {
        var expires = _clock.GetUtcNow() + _options.AddressLifetime;
        if (expires > upload.ExpiresAt) expires = upload.ExpiresAt;
        var seconds = expires.ToUnixTimeSeconds();
        var address = string.Create(
            CultureInfo.InvariantCulture,
            $"/uploads/{upload.Subject}/{upload.Id}/{UploadTicket.BlockMark}?expires={seconds}&signature={Signature(upload.Subject.Value, upload.Id, seconds)}");
        return new UploadTicket(
            upload.Id,
            address,
            Upload.BlockBytes,
            upload.SizeBytes,
            ArrivedBytes(upload.Subject, upload.Id),
            DateTimeOffset.FromUnixTimeSeconds(seconds),
            upload.ExpiresAt);
    }

    /// <summary>Whole blocks only: what follows them was torn.</summary>
    private int ArrivedBytes(RecordId subject, string upload)
    {
        var file = new FileInfo(PathOf(subject, upload, ArrivedSuffix));
        if (!file.Exists) return 0;
        if (Read(PathOf(subject, upload, AnnouncedSuffix)) is { } announced && file.Length >= announced.SizeBytes) return announced.SizeBytes;
        return (int)(file.Length - (file.Length % Upload.BlockBytes));
    }

    private string Signature(string subject, string upload, long expiresAt) =>
        _hash.Of(Purpose, subject, upload, expiresAt.ToString(CultureInfo.InvariantCulture));

    private string FolderOf(RecordId subject) => Path.Combine(_folder, subject.Value);

    private string PathOf(RecordId subject, string upload, string suffix) => Path.Combine(FolderOf(subject), upload + suffix);
}

/// <summary>The address of one block, read from a request.</summary>
/// <param name="Subject">The record the upload is for.</param>
/// <param name="Upload">The upload's id.</param>
/// <param name="Block">Its number, from 0.</param>
/// <param name="ExpiresAt">Unix seconds.</param>
/// <param name="Signature">Over all of these but the block.</param>
public readonly record struct BlockAddress(string Subject, string Upload, int Block, long ExpiresAt, string Signature);
