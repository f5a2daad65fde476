import { isApartFromOthers } from '../contracts/apart-from-others.js';
import { WholePlatform } from '../running/whole-platform.js';

describe('another tenant, with the real apps behind the gateway', () => {
  let platform: WholePlatform;
  afterAll(() => platform.end(), 30_000);

  isApartFromOthers(async () => {
    platform = await WholePlatform.begin();
    return platform.gateway;
  });
});
