namespace PublicServices.Kernel;

/// <summary>
/// Files on their way from a phone: sent in blocks straight to storage, into a quarantine that nothing is read from before
/// it was checked. A connection may break between any two blocks; what arrived stays.
/// </summary>
public interface IUploads
{
    /// <summary>Announces an upload and hands out the address it may be sent to.</summary>
    /// <returns>The ticket; or <c>FILE-016</c> when its subject has <see cref="Upload.MaxOpen"/> open already.</returns>
    /// <exception cref="EngineBusyException">The quarantine is full or cannot be reached; nothing was announced.</exception>
    ValueTask<Result<UploadTicket>> OpenAsync(Upload upload, CancellationToken cancellationToken);

    /// <summary>What was announced under an id; null when there is none, it was discarded, or the text is no id.</summary>
    /// <param name="subject">The record it was announced for.</param>
    /// <param name="upload">The id, as it came from outside.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    ValueTask<Upload?> FindAsync(RecordId subject, string upload, CancellationToken cancellationToken);

    /// <summary>A fresh address for an upload, and how much of it has arrived.</summary>
    ValueTask<UploadTicket> ContinueAsync(Upload upload, CancellationToken cancellationToken);

    /// <summary>All of an upload's bytes; null until exactly <see cref="Upload.SizeBytes"/> of them are there.</summary>
    ValueTask<ReadOnlyMemory<byte>?> ReadAsync(Upload upload, CancellationToken cancellationToken);

    /// <summary>Forgets an upload and what arrived of it. Twice does no harm.</summary>
    ValueTask DiscardAsync(Upload upload, CancellationToken cancellationToken);

    /// <summary>Discards uploads that expired before they were completed. Safe to run twice, and on several processes.</summary>
    ValueTask SweepAsync(CancellationToken cancellationToken);
}

/// <summary>A file as it was announced, before anything of it arrived.</summary>
/// <param name="Id">From <see cref="IdSource"/>.</param>
/// <param name="Subject">The record it is for.</param>
/// <param name="Owner">Account that announced it; nobody else may go on with it.</param>
/// <param name="Kind">What it is to the subject, in the feature's own terms.</param>
/// <param name="FileName">As the client named it.</param>
/// <param name="ContentType">As the client declared it; null when it did not.</param>
/// <param name="SizeBytes">Size of the whole file, 1 to <see cref="IBlobStore.MaxBytes"/>.</param>
/// <param name="Sha256">SHA-256 of the whole file, 64 lower-case hex characters; null when the client did not say.</param>
/// <param name="OpenedAt">When it was announced.</param>
public sealed record Upload(
    string Id,
    RecordId Subject,
    string Owner,
    string Kind,
    string FileName,
    string? ContentType,
    int SizeBytes,
    string? Sha256,
    DateTimeOffset OpenedAt)
{
    /// <summary>Size of every block but the last: half a minute on a connection of 10 kB a second, which is lost at most when it breaks.</summary>
    public const int BlockBytes = 256 * 1024;

    /// <summary>Uploads open at once for one subject.</summary>
    public const int MaxOpen = 12;

    /// <summary>Longest file name kept; it is only shown.</summary>
    public const int MaxFileNameLength = 200;

    /// <summary>How long an upload can be gone on with: a family may find a network again only the next morning.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>When it is too late to go on with it.</summary>
    public DateTimeOffset ExpiresAt => OpenedAt + Lifetime;

    /// <summary>How many blocks it has.</summary>
    public int Blocks => (SizeBytes + BlockBytes - 1) / BlockBytes;

    /// <summary>Size of one block; 0 for a number that it has no block of.</summary>
    /// <param name="block">From 0.</param>
    public int LengthOf(int block) => block < 0 || block >= Blocks ? 0 : Math.Min(BlockBytes, SizeBytes - (block * BlockBytes));
}

/// <summary>Where to send the blocks of an upload, the same shape whatever stores them.</summary>
/// <param name="Upload">The upload's id.</param>
/// <param name="Address">
/// Where block <em>n</em>, from 0, goes by <c>PUT</c>, in ascending order: <see cref="BlockMark"/> stands for its number in eight
/// digits. Absolute, or from the root of this service. It is signed, gives the right to write this one file and nothing else,
/// and is a secret until it expires.
/// </param>
/// <param name="BlockBytes">Size of every block but the last.</param>
/// <param name="SizeBytes">Size of the whole file.</param>
/// <param name="ReceivedBytes">How much has arrived without a gap: where to go on.</param>
/// <param name="AddressExpiresAt">When the address stops working; a fresh one can be had until <paramref name="ExpiresAt"/>.</param>
/// <param name="ExpiresAt">When the upload itself is discarded.</param>
public sealed record UploadTicket(
    string Upload,
    string Address,
    int BlockBytes,
    int SizeBytes,
    int ReceivedBytes,
    DateTimeOffset AddressExpiresAt,
    DateTimeOffset ExpiresAt)
{
    /// <summary>Stands for a block's number in <see cref="Address"/>.</summary>
    public const string BlockMark = "{block}";

    /// <summary>Digits of a block's number. Eight characters of base 64 are also how Azure wants block ids: all of one length.</summary>
    public const int BlockDigits = 8;
}
