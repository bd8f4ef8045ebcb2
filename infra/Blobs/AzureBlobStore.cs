using System.Security.Cryptography;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using PublicServices.Kernel;

namespace PublicServices.Infra.Blobs;

/// <summary>
/// Blobs in a container of Azure Storage, named by their hash. A name never gets another content, so the first one to write
/// it wins and the others need not; what is read is hashed again before it is handed out.
/// </summary>
/// <param name="container">Made by the deployment; the program has no right to make containers.</param>
public sealed class AzureBlobStore(BlobContainerClient container) : IBlobStore
{
    private const int NameChars = 2 * SHA256.HashSizeInBytes;
    private static readonly BlobRequestConditions OnlyIfNew = new() { IfNoneMatch = ETag.All };

    public async ValueTask<string> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (content.Length > IBlobStore.MaxBytes)
            throw new ArgumentException($"A blob has at most {IBlobStore.MaxBytes} bytes.", nameof(content));

        var name = Convert.ToHexStringLower(SHA256.HashData(content.Span));
        var options = new BlobUploadOptions
        {
            Conditions = OnlyIfNew,
            // In one request, so that the blob is there whole or not at all, and checked by the service on arrival.
            TransferOptions = new StorageTransferOptions { InitialTransferSize = IBlobStore.MaxBytes, MaximumTransferSize = IBlobStore.MaxBytes },
            TransferValidation = new UploadTransferValidationOptions { ChecksumAlgorithm = StorageChecksumAlgorithm.MD5 },
        };
        try
        {
            await container.GetBlobClient(name).UploadAsync(BinaryData.FromBytes(content), options, cancellationToken);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobAlreadyExists)
        {
            // The same content, by its name.
        }
        catch (Exception e) when (AzureFaults.IsBusy(e, out var busy))
        {
            throw busy;
        }

        return name;
    }

    public async ValueTask<Stream?> OpenAsync(string sha256, CancellationToken cancellationToken)
    {
        if (!IsName(sha256)) return null;
        try
        {
            BlobDownloadResult blob = await container.GetBlobClient(sha256).DownloadContentAsync(cancellationToken);
            if (Convert.ToHexStringLower(SHA256.HashData(blob.Content.ToMemory().Span)) != sha256)
                throw new InvalidDataException($"Blob {sha256} is damaged in storage.");
            return blob.Content.ToStream();
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
        catch (Exception e) when (AzureFaults.IsBusy(e, out var busy))
        {
            throw busy;
        }
    }

    private static bool IsName(string text) =>
        text.Length == NameChars && text.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'));
}
