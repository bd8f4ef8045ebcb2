namespace PublicServices.Kernel;

/// <summary>Keeps uploaded files, each for the record it belongs to, by the hash of its content.</summary>
public interface IBlobStore
{
    /// <summary>Largest blob any store accepts; the rules of each upload are far stricter.</summary>
    const int MaxBytes = 32 * 1024 * 1024;

    /// <summary>Stores content; durable when the task completes. The same content twice for one owner is stored once.</summary>
    /// <param name="owner">The record it belongs to, and is erased with.</param>
    /// <param name="content">The whole file.</param>
    /// <param name="cancellationToken">Stops before it is stored.</param>
    /// <returns>SHA-256 of the content, 64 lower-case hex characters: the blob's name.</returns>
    /// <exception cref="ArgumentException">The content is larger than <see cref="MaxBytes"/>; a fault of the program.</exception>
    ValueTask<string> PutAsync(RecordId owner, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>The content for reading; null when the owner has none of that name, or it is not a name.</summary>
    /// <remarks>What was stored before blobs had owners is found for every owner, and is not erased with any.</remarks>
    /// <exception cref="InvalidDataException">The stored content is no longer what its name says.</exception>
    ValueTask<Stream?> OpenAsync(RecordId owner, string sha256, CancellationToken cancellationToken);

    /// <summary>Removes every blob of an owner for good, also those nothing refers to. Twice does no harm.</summary>
    ValueTask EraseAsync(RecordId owner, CancellationToken cancellationToken);
}

/// <summary>Looks for malware in an uploaded file before anyone else opens it.</summary>
public interface IFileScanner
{
    /// <summary>Null when clean; otherwise the name of what was found.</summary>
    /// <exception cref="EngineBusyException">The scanner cannot be reached; the file is neither clean nor infected.</exception>
    ValueTask<string?> ScanAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken);
}
