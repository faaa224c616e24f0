//! The Device of this worker: the processor, or a graphics card. The two programs differ in this file alone.

use burn::tensor::Device;

use crate::error::Error;
#[cfg(feature = "gpu")]
use crate::protocol::Adapter;
use crate::running::host::Chosen;

#[cfg(not(feature = "gpu"))]
pub async fn choose() -> Result<Chosen, Error> {
    Ok(Chosen {
        device: Device::flex(),
        word: "cpu",
        adapter: None,
    })
}

/// Looks at the adapter before burn does: without `timestamp-query` cubecl panics at the first tensor
/// (cubecl-wgpu 0.11, compute/stream.rs), after its initialisation returned `Ok`.
#[cfg(feature = "gpu")]
pub async fn choose() -> Result<Chosen, Error> {
    use burn_wgpu::wgpu;

    use crate::say;

    /// Kernels that go to the GPU together: a whole small step, and no more than one frame of a large one.
    const TASKS: usize = 64;

    let refused = |code: &str, text| Error::new("device", code, text);
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor {
        backends: wgpu::Backends::BROWSER_WEBGPU,
        ..wgpu::InstanceDescriptor::new_without_display_handle()
    });
    let options = wgpu::RequestAdapterOptions {
        power_preference: wgpu::PowerPreference::HighPerformance,
        ..Default::default()
    };
    let adapter = instance.request_adapter(&options).await.map_err(|reason| {
        log::warn!("no adapter: {reason}");
        refused(
            "no_adapter",
            say!(
                "This browser offers no graphics adapter.",
                "此浏览器没有提供 GPU 适配器。"
            ),
        )
    })?;
    if !adapter.features().contains(wgpu::Features::TIMESTAMP_QUERY) {
        return Err(refused(
            "no_timestamps",
            say!(
                "The graphics adapter lacks timestamp queries, which burn needs.",
                "GPU 适配器缺少 burn 所需的时间戳查询功能（timestamp-query）。"
            ),
        ));
    }
    drop(adapter);
    let (device, setup) = Device::wgpu_options()
        .tasks_max(TASKS)
        .init_with_setup_async()
        .await
        .map_err(|reason| {
            refused(
                "gpu_refused",
                say!(
                    "The graphics card could not be opened: {reason}",
                    "无法启用 GPU：{reason}"
                ),
            )
        })?;
    let info = setup.adapter.get_info();
    Ok(Chosen {
        device,
        word: "gpu",
        adapter: Some(Adapter {
            software: info.device_type == wgpu::DeviceType::Cpu,
            name: if info.name.is_empty() {
                "WebGPU".into()
            } else {
                info.name
            },
        }),
    })
}
