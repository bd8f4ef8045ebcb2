using System.Security.Cryptography;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using PublicServices.Kernel;

namespace PublicServices.Infra.Blobs;

/// <summary>
/// Blobs in a container of Azure Storage, named by their owner and their hash: <c>reg-…/0123…</c>. A name never gets another
/// content, so the first one to write it wins and the others need not; what is read is hashed again before it is handed out.
/// Those stored before blobs had owners are named by their hash alone, and still read.
/// </summary>
/// <param name="container">Made by the deployment; the program has no right to make containers.</param>
public sealed class AzureBlobStore(BlobContainerClient container) : IBlobStore
{
    private const int NameChars = 2 * SHA256.HashSizeInBytes;
    private static readonly BlobRequestConditions OnlyIfNew = new() { IfNoneMatch = ETag.All };

    public async ValueTask<string> PutAsync(RecordId owner, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
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
            await container.GetBlobClient(NameOf(owner, name)).UploadAsync(BinaryData.FromBytes(content), options, cancellationToken);
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

    public async ValueTask<Stream?> OpenAsync(RecordId owner, string sha256, CancellationToken cancellationToken)
    {
        if (!IsName(sha256)) return null;
        return await FindAsync(NameOf(owner, sha256), sha256, cancellationToken) ?? await FindAsync(sha256, sha256, cancellationToken);
    }

    public async ValueTask EraseAsync(RecordId owner, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, NameOf(owner, ""), cancellationToken))
                await container.DeleteBlobIfExistsAsync(blob.Name, DeleteSnapshotsOption.IncludeSnapshots, conditions: null, cancellationToken);
        }
        catch (Exception e) when (AzureFaults.IsBusy(e, out var busy))
        {
            throw busy;
        }
    }

    private async ValueTask<Stream?> FindAsync(string name, string sha256, CancellationToken cancellationToken)
    {
        try
        {
            BlobDownloadResult blob = await container.GetBlobClient(name).DownloadContentAsync(cancellationToken);
            if (Convert.ToHexStringLower(SHA256.HashData(blob.Content.ToMemory().Span)) != sha256)
                throw new InvalidDataException($"Blob {name} is damaged in storage.");
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

    private static string NameOf(RecordId owner, string sha256) => $"{owner.Value}/{sha256}";

    private static bool IsName(string text) =>
        text.Length == NameChars && text.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'));
}
