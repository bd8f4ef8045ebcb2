using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using PublicServices.Kernel;

namespace PublicServices.Infra.Blobs;

/// <summary>
/// The quarantine as a container that phones write blocks into by signed addresses. What was announced is a blob of its own,
/// which no address reaches. The blocks become a blob only when all of them are there and the server puts them together, so
/// that nothing unfinished can be read by anybody.
/// </summary>
/// <remarks>
/// An address cannot limit a size: what does not have the announced one is never read. Blocks that are never put together are
/// removed by the service after a week. Source: Azure Storage, Put Block.
/// </remarks>
public sealed class AzureUploads(BlobContainerClient quarantine, AzureBlobOptions options, TimeProvider clock) : IUploads, IDisposable
{
    private const string AnnouncedPrefix = "announced/";
    private const string ArrivedPrefix = "arrived/";
    private readonly BlobAddresses _addresses = new(quarantine, clock);

    public async ValueTask<Result<UploadTicket>> OpenAsync(Upload upload, CancellationToken cancellationToken)
    {
        try
        {
            var open = 0;
            await foreach (var _ in quarantine.GetBlobsAsync(Under(AnnouncedPrefix + upload.Subject + "/"), cancellationToken))
            {
                if (++open >= Upload.MaxOpen) return FileProblems.TooManyUploads;
            }

            var announced = JsonSerializer.SerializeToUtf8Bytes(upload, KernelJson.Default.Upload);
            await Announced(upload.Subject, upload.Id).UploadAsync(
                BinaryData.FromBytes(announced), new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } }, cancellationToken);
            return await TicketAsync(upload, 0, cancellationToken);
        }
        catch (Exception e) when (AzureFaults.IsBusy(e, out var busy))
        {
            throw busy;
        }
    }

    public async ValueTask<Upload?> FindAsync(RecordId subject, string upload, CancellationToken cancellationToken)
    {
        if (upload.Length != IdSource.Length || !upload.All(char.IsAsciiLetterOrDigit)) return null;
        try
        {
            BlobDownloadResult announced = await Announced(subject, upload).DownloadContentAsync(cancellationToken);
            return JsonSerializer.Deserialize(announced.Content.ToMemory().Span, KernelJson.Default.Upload);
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

    public async ValueTask<UploadTicket> ContinueAsync(Upload upload, CancellationToken cancellationToken)
    {
        try
        {
            var arrived = await ArrivedAsync(upload, cancellationToken);
            return await TicketAsync(upload, arrived.Bytes, cancellationToken);
        }
        catch (Exception e) when (AzureFaults.IsBusy(e, out var busy))
        {
            throw busy;
        }
    }

    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(Upload upload, CancellationToken cancellationToken)
    {
        try
        {
            var arrived = await ArrivedAsync(upload, cancellationToken);
            if (arrived.Bytes != upload.SizeBytes) return null;
            var blob = Arrived(upload);
            if (!arrived.IsBlob)
                await blob.CommitBlockListAsync(Enumerable.Range(0, upload.Blocks).Select(BlockId), cancellationToken: cancellationToken);

            // The phone may still write by its address. What is read here is what is checked and kept, whatever is written later.
            BlobDownloadResult content = await blob.DownloadContentAsync(
                new BlobDownloadOptions { Range = new HttpRange(0, upload.SizeBytes) }, cancellationToken);
            return content.Content.ToMemory().Length == upload.SizeBytes ? content.Content.ToMemory() : null;
        }
        catch (Exception e) when (AzureFaults.IsBusy(e, out var busy))
        {
            throw busy;
        }
    }

    public async ValueTask DiscardAsync(Upload upload, CancellationToken cancellationToken) =>
        await DiscardAsync(upload.Subject + "/" + upload.Id, cancellationToken);

    /// <summary>A rule of the storage account does the same each day; this is for what asks for it sooner, and for emulators without rules.</summary>
    public async ValueTask SweepAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await foreach (var blob in quarantine.GetBlobsAsync(Under(AnnouncedPrefix), cancellationToken))
        {
            if (blob.Properties.CreatedOn is { } made && made + Upload.Lifetime <= now)
                await DiscardAsync(blob.Name[AnnouncedPrefix.Length..], cancellationToken);
        }
    }

    public void Dispose() => _addresses.Dispose();

    /// <summary>A block's id, which in an address is its number: eight characters of base 64 like every other's.</summary>
    private static string BlockId(int block) => block.ToString(CultureInfo.InvariantCulture).PadLeft(UploadTicket.BlockDigits, '0');

    private static GetBlobsOptions Under(string prefix) => new() { Prefix = prefix };

    private BlobClient Announced(RecordId subject, string upload) => quarantine.GetBlobClient($"{AnnouncedPrefix}{subject}/{upload}");

    private BlockBlobClient Arrived(Upload upload) => quarantine.GetBlockBlobClient($"{ArrivedPrefix}{upload.Subject}/{upload.Id}");

    /// <summary>What has arrived without a gap, and whether it was put together already, as a completion that was cut off leaves it.</summary>
    private async ValueTask<(int Bytes, bool IsBlob)> ArrivedAsync(Upload upload, CancellationToken cancellationToken)
    {
        BlockList blocks;
        try
        {
            blocks = await Arrived(upload).GetBlockListAsync(BlockListTypes.All, cancellationToken: cancellationToken);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return (0, false);
        }

        if (blocks.CommittedBlocks.Any() && blocks.BlobContentLength == upload.SizeBytes) return (upload.SizeBytes, true);
        var there = blocks.UncommittedBlocks.DistinctBy(block => block.Name).ToDictionary(block => block.Name, block => block.SizeLong);
        var bytes = 0;
        for (var block = 0; block < upload.Blocks && there.GetValueOrDefault(BlockId(block)) == upload.LengthOf(block); block++)
            bytes += upload.LengthOf(block);
        return (bytes, false);
    }

    private async ValueTask<UploadTicket> TicketAsync(Upload upload, int received, CancellationToken cancellationToken)
    {
        var expires = clock.GetUtcNow() + options.AddressLifetime;
        if (expires > upload.ExpiresAt) expires = upload.ExpiresAt;
        var address = await _addresses.ForWritingAsync(Arrived(upload), expires, cancellationToken);
        return new UploadTicket(
            upload.Id,
            $"{address}&comp=block&blockid={UploadTicket.BlockMark}",
            Upload.BlockBytes,
            upload.SizeBytes,
            received,
            expires,
            upload.ExpiresAt);
    }

    private async ValueTask DiscardAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            // The announcement last: while it is there, whoever was cut off finds the rest.
            await quarantine.DeleteBlobIfExistsAsync(ArrivedPrefix + name, cancellationToken: cancellationToken);
            await quarantine.DeleteBlobIfExistsAsync(AnnouncedPrefix + name, cancellationToken: cancellationToken);
        }
        catch (Exception e) when (AzureFaults.IsBusy(e, out var busy))
        {
            throw busy;
        }
    }
}
