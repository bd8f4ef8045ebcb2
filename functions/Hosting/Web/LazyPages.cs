using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing.Matching;

namespace PublicServices.Functions.Hosting.Web;

/// <summary>
/// Only the routes of pages are found at the start. What a page is made of (handlers, filters, properties, who may see it) is looked
/// up at the first request for it: for all of them it took a third of the time until the first answer.
/// </summary>
internal static class LazyPages
{
    public static IMvcBuilder AddLazyPages(this IMvcBuilder pages)
    {
        var eager = pages.Services.Single(service =>
            service.ServiceType == typeof(IActionDescriptorProvider) && service.ImplementationType?.Name == "CompiledPageActionDescriptorProvider");
        pages.Services.Remove(eager);
        pages.Services.AddSingleton<IActionDescriptorProvider, PageActionDescriptorProvider>();
        pages.Services.AddSingleton<MatcherPolicy, WholePagePolicy>();
        // There are no controllers, and they would be looked for among all types.
        return pages.ConfigureApplicationPartManager(parts =>
            parts.FeatureProviders.Remove(parts.FeatureProviders.OfType<ControllerFeatureProvider>().Single()));
    }

    /// <summary>Puts the whole page in the place of its route before anything asks who may see it.</summary>
    private sealed class WholePagePolicy(PageLoader pages) : MatcherPolicy, IEndpointSelectorPolicy
    {
        /// <summary>Before every other policy: they look at what the page says.</summary>
        public override int Order => int.MinValue;

        public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(endpoint => RouteOnly(endpoint) is not null);

        public async Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
        {
            for (var i = 0; i < candidates.Count; i++)
            {
                if (!candidates.IsValidCandidate(i) || RouteOnly(candidates[i].Endpoint) is not { } page) continue;
                var whole = await pages.LoadAsync(page, candidates[i].Endpoint.Metadata);
                candidates.ReplaceEndpoint(i, whole.Endpoint!, candidates[i].Values);
            }
        }

        private static PageActionDescriptor? RouteOnly(Endpoint endpoint) =>
            endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page and not CompiledPageActionDescriptor ? page : null;
    }
}
