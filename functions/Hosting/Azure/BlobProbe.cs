using Azure;
using Azure.Storage.Blobs;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Azure;

/// <summary>Asks the storage account whether the container of kept files is there.</summary>
internal sealed class BlobProbe(BlobContainerClient container)
{
    public const string Part = "blobs";

    private static readonly Dictionary<string, long> NoFigures = [];

    public async ValueTask<PartHealth> ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await container.ExistsAsync(cancellationToken)
                ? new PartHealth(Part, true, NoFigures)
                : new PartHealth(Part, false, NoFigures, $"The container {container.Name} is not there.");
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException or OperationCanceledException)
        {
            return new PartHealth(Part, false, NoFigures, $"The storage account does not answer: {e.GetType().Name}.");
        }
    }
}
