namespace PublicServices.Kernel;

/// <summary>Keeps uploaded files, by the hash of their content.</summary>
public interface IBlobStore
{
    /// <summary>Largest blob any store accepts; the rules of each upload are far stricter.</summary>
    const int MaxBytes = 32 * 1024 * 1024;

    /// <summary>Stores content; durable when the task completes. The same content twice is stored once.</summary>
    /// <returns>SHA-256 of the content, 64 lower-case hex characters: the blob's name.</returns>
    /// <exception cref="ArgumentException">The content is larger than <see cref="MaxBytes"/>; a fault of the program.</exception>
    ValueTask<string> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>The content for reading; null when there is none of that name, or it is not a name.</summary>
    /// <exception cref="InvalidDataException">The stored content is no longer what its name says.</exception>
    ValueTask<Stream?> OpenAsync(string sha256, CancellationToken cancellationToken);
}

/// <summary>Looks for malware in an uploaded file before anyone else opens it.</summary>
public interface IFileScanner
{
    /// <summary>Null when clean; otherwise the name of what was found.</summary>
    /// <exception cref="EngineBusyException">The scanner cannot be reached; the file is neither clean nor infected.</exception>
    ValueTask<string?> ScanAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken);
}
