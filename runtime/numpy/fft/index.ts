/** `jnp.fft`: discrete Fourier transforms. Everything is made complex64 or, where it must be real, float32. */
export { fftfreq, fftshift, ifftshift, rfftfreq } from "./frequencies.ts";
export {
  type FftNorm,
  type FftOptions,
  fft,
  fft2,
  fftn,
  hfft,
  ifft,
  ifft2,
  ifftn,
  ihfft,
  irfft,
  irfft2,
  irfftn,
  type NdOptions,
  rfft,
  rfft2,
  rfftn,
} from "./transforms.ts";
